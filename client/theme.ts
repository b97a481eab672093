import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

/** Warm neutrals of the light scheme. */
const gray: MantineColorsTuple = ['#faf9f7', '#f4f2ee', '#e9e6e0', '#d9d5cd', '#bfb9ae', '#8f887c', '#69635a', '#4d4841', '#34312b', '#1e1c18'];
/** Ink neutrals of the dark scheme; Mantine reads 0 as text and 7 as page. */
const dark: MantineColorsTuple = ['#eceae6', '#d3d0ca', '#b0aca5', '#8a8781', '#55565c', '#3a3b41', '#292a2f', '#17181b', '#121316', '#0c0d0f'];
/** The house colour: actions, focus, the present selection. Never a status. */
const iris: MantineColorsTuple = ['#f2f1fb', '#e4e1f7', '#cac4f0', '#aba2e8', '#8f84df', '#7468d4', '#5f52c6', '#4c40b0', '#3c328f', '#2b246b'];
/** Status hues. They always come with an icon and a word. */
const blue: MantineColorsTuple = ['#edf4fb', '#dae8f6', '#b5d0ee', '#8ab5e3', '#5f99d6', '#3d80c6', '#2a6bb0', '#1f5895', '#184676', '#123457'];
const orange: MantineColorsTuple = ['#fdf2e9', '#fae3cf', '#f4c69d', '#eda468', '#e2833b', '#cb6a1e', '#ad5511', '#8f440b', '#70360a', '#522808'];
const green: MantineColorsTuple = ['#ebf6ef', '#d5ebdd', '#abd8bc', '#7cc197', '#53a977', '#378f5d', '#27774a', '#1c603a', '#154b2d', '#0f3720'];
const red: MantineColorsTuple = ['#fcefef', '#f8dcdc', '#f0b8b8', '#e68e8e', '#da6767', '#cb4747', '#b33434', '#952727', '#771e1e', '#591616'];

/** Hues of the channels in charts and bars; each is also named beside its bar. */
export const CHANNEL_COLORS = {
  linear_tv: '#4c5fd7',
  ctv: '#7a4fc4',
  olv: '#b0489f',
  display: '#c4574b',
  social: '#c08a1e',
  search: '#4f8f3a',
  radio: '#1f8f84',
  streaming_audio: '#2f83b8',
  ooh: '#7d7568',
} as const;

export const theme: MantineThemeOverride = createTheme({
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.35' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  colors: { gray, dark, iris, blue, orange, green, red },
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 6 },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: { shadow: 'md' } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 32 } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35, blur: 2 } } },
    // The header of a dialog is not the banner of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.25 } } },
  },
});

/** Surfaces, borders and text of both schemes, checked for contrast by the browser tests. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': '#625c53',
    '--mantine-color-placeholder': '#716b61',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-anchor': iris[7],
    '--mantine-color-error': red[7],
    '--mantine-color-gray-light-color': gray[8],
    '--fb-page': '#f8f7f4',
    '--fb-surface': '#ffffff',
    '--fb-sunken': gray[1],
    '--fb-line': '#e6e3dc',
    '--fb-line-strong': gray[3],
    '--fb-hover': '#f4f2ed',
    '--fb-accent': iris[7],
    '--fb-accent-soft': iris[0],
    '--fb-accent-line': iris[2],
    '--fb-under': blue[7],
    '--fb-under-soft': blue[0],
    '--fb-over': orange[7],
    '--fb-over-soft': orange[0],
    '--fb-on': green[7],
    '--fb-on-soft': green[0],
    '--fb-bad': red[7],
    '--fb-bad-soft': red[0],
    '--fb-fresh': '#fdf3c4',
    '--fb-shadow': '0 1px 2px rgb(30 28 24 / 0.05)',
  },
  dark: {
    '--mantine-color-body': '#1d1e22',
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': '#aaa69f',
    '--mantine-color-placeholder': '#96928b',
    '--mantine-color-default': '#222328',
    '--mantine-color-default-hover': '#2a2b31',
    '--mantine-color-default-border': '#3a3b41',
    '--mantine-color-anchor': iris[3],
    '--mantine-color-error': '#f0a0a0',
    '--mantine-color-gray-light-color': dark[1],
    '--mantine-color-iris-light-color': iris[2],
    '--fb-page': '#141518',
    '--fb-surface': '#1d1e22',
    '--fb-sunken': '#191a1d',
    '--fb-line': '#2c2d33',
    '--fb-line-strong': '#3d3e45',
    '--fb-hover': '#26272c',
    '--fb-accent': iris[3],
    '--fb-accent-soft': '#28253f',
    '--fb-accent-line': '#4a4379',
    '--fb-under': blue[3],
    '--fb-under-soft': '#1b2836',
    '--fb-over': orange[3],
    '--fb-over-soft': '#33241a',
    '--fb-on': green[3],
    '--fb-on-soft': '#1b2c22',
    '--fb-bad': '#f0a0a0',
    '--fb-bad-soft': '#351f20',
    '--fb-fresh': '#3c3616',
    '--fb-shadow': '0 1px 2px rgb(0 0 0 / 0.35)',
  },
});
