/**
 * The script for the campaign's own website: about 1 kB, no cookies, nothing of the visitor but the tags of the address.
 * It keeps still until the page calls `flightboard.consent()`; before that nothing is stored and nothing is sent. With consent
 * the tags are kept for the visit (session storage), so that a donation on a later page still belongs to its line, and later
 * pages and reloads are no further visits; coming by another tagged link is one.
 */
export const SITE_SCRIPT = `(function(){
var script=document.currentScript,key=script.getAttribute('data-site-key'),url=new URL('/conversions',script.src).href;
var consented=false,waiting=[],query=new URLSearchParams(location.search),tags={},kept='flightboard.tags';
['utm_source','utm_medium','utm_campaign','utm_content'].forEach(function(name){var value=query.get(name);if(value)tags[name.replace(/_(.)/,function(_,c){return c.toUpperCase()})]=value.slice(0,200)});
function id(){var bytes=crypto.getRandomValues(new Uint8Array(16)),text='';bytes.forEach(function(b){text+=('0'+b.toString(16)).slice(-2)});return text}
function remember(){try{var was=sessionStorage.getItem(kept),now=JSON.stringify(tags);if(now==='{}'&&was!==null){tags=JSON.parse(was);return false}sessionStorage.setItem(kept,now);return was!==now}catch(e){return true}}
function forget(){try{sessionStorage.removeItem(kept)}catch(e){}}
function send(events){if(!events.length)return;fetch(url,{method:'POST',mode:'cors',credentials:'omit',keepalive:true,headers:{'Content-Type':'text/plain'},body:JSON.stringify({siteKey:key,consent:true,events:events.map(function(event){return Object.assign(event,tags)})})}).catch(function(){})}
function track(kind,details){details=details||{};var event={eventId:details.eventId||id(),kind:kind,at:new Date().toISOString(),valueCents:Math.round(details.valueCents||0)};if(consented)send([event]);else waiting.push(event);return event}
window.flightboard={consent:function(){if(consented)return;consented=true;var isNew=remember();send(waiting.splice(0).filter(function(event){return isNew||event!==visit}))},withdraw:function(){consented=false;waiting=[];forget()},track:function(kind,details){track(kind,details)}};
var visit=track('visit');
})();
`;
