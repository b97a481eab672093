/**
 * The script for the campaign's own website: about 1 kB, no cookies, nothing of the visitor but the tags of the address.
 * It keeps still until the page calls `flightboard.consent()`; before that nothing is stored and nothing is sent. With consent
 * the tags are kept for the visit (session storage), so that a donation on a later page still belongs to its line.
 */
export const SITE_SCRIPT = `(function(){
var script=document.currentScript,key=script.getAttribute('data-site-key'),url=new URL('/conversions',script.src).href;
var consented=false,waiting=[],query=new URLSearchParams(location.search),tags={},kept='flightboard.tags';
['utm_source','utm_medium','utm_campaign','utm_content'].forEach(function(name){var value=query.get(name);if(value)tags[name.replace(/_(.)/,function(_,c){return c.toUpperCase()})]=value.slice(0,200)});
function id(){var bytes=crypto.getRandomValues(new Uint8Array(16)),text='';bytes.forEach(function(b){text+=('0'+b.toString(16)).slice(-2)});return text}
function remember(){try{if(Object.keys(tags).length)sessionStorage.setItem(kept,JSON.stringify(tags));else tags=JSON.parse(sessionStorage.getItem(kept)||'{}')}catch(e){}}
function forget(){try{sessionStorage.removeItem(kept)}catch(e){}}
function send(events){if(!events.length)return;fetch(url,{method:'POST',mode:'cors',credentials:'omit',keepalive:true,headers:{'Content-Type':'text/plain'},body:JSON.stringify({siteKey:key,consent:true,events:events.map(function(event){return Object.assign(event,tags)})})}).catch(function(){})}
function track(kind,details){details=details||{};var event={eventId:details.eventId||id(),kind:kind,at:new Date().toISOString(),valueCents:Math.round(details.valueCents||0)};if(consented)send([event]);else waiting.push(event)}
window.flightboard={consent:function(){if(consented)return;consented=true;remember();send(waiting.splice(0))},withdraw:function(){consented=false;waiting=[];forget()},track:track};
track('visit');
})();
`;
