import { CHANNEL_COLORS } from '../../theme.ts';

/** The hue of a channel; its name stands beside it. */
export function channelColor(channel: string): string {
  return CHANNEL_COLORS[channel as keyof typeof CHANNEL_COLORS] ?? CHANNEL_COLORS.ooh;
}

/** A small square in the channel's hue. Ornament: always put the name beside it. */
export function ChannelDot({ channel }: { channel: string }) {
  return (
    <span
      aria-hidden
      style={{
        display: 'inline-block',
        width: 9,
        height: 9,
        borderRadius: 2.5,
        flex: 'none',
        background: channelColor(channel),
      }}
    />
  );
}
