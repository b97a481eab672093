import type { WebhookDialect } from '../../../shared/contracts/webhooks.ts';

export type SampleInput = Readonly<{
  dialect: WebhookDialect;
  /** Where the platform posts, with its origin. */
  url: string;
  /** The real secret right after it was made; otherwise `SECRET_PLACEHOLDER`. */
  secret: string;
}>;
export type Samples = Readonly<{ curl: string; node: string; python: string }>;

/** Stands in the samples where the secret goes, once it is no longer shown. */
export const SECRET_PLACEHOLDER = 'PUT-THE-SECRET-HERE';
/** Reports under this name are kept unmapped, so that trying a sample never moves a real number. */
export const SAMPLE_PLACEMENT = 'sample-placement';
/** Where the samples of dialect adcp-9421 expect the private key, and the name of its public half. */
export const SAMPLE_KEY = { file: 'flightboard-key.pem', id: 'sample-key' } as const;

/** Makes the key pair the adcp-9421 samples sign with and prints its public half. */
export const MAKE_KEY_PAIR = `openssl genpkey -algorithm ed25519 -out ${SAMPLE_KEY.file} && openssl pkey -in ${SAMPLE_KEY.file} -pubout`;

/**
 * One signed report in curl, Node and Python, to be pasted into a terminal as they are. Each sends $12.50 and 1,000
 * impressions of today for the placement `sample-placement`, so a second run is told as a duplicate day.
 * Example: for dialect standard the curl sample signs `id.timestamp.body` with the secret's bytes.
 */
export function samplesFor(input: SampleInput): Samples {
  return SAMPLES[input.dialect](input);
}

const SAMPLES: Readonly<Record<WebhookDialect, (input: SampleInput) => Samples>> = {
  standard: (input) => ({ curl: curlStandard(input), node: nodeStandard(input), python: pythonStandard(input) }),
  hub: (input) => ({ curl: curlHub(input), node: nodeHub(input), python: pythonHub(input) }),
  adcp: (input) => ({ curl: curlAdcp(input), node: nodeAdcp(input), python: pythonAdcp(input) }),
  'adcp-9421': (input) => ({ curl: curlSigned(input), node: nodeSigned(input), python: pythonSigned(input) }),
};

const SHELL_TIMES = `NOW="$(date +%s)"
STAMP="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
TODAY="$(date -u +%Y-%m-%d)"`;

const SHELL_REPORT = String.raw`BODY='{"type":"delivery.reported","timestamp":"'"$STAMP"'","data":{"rows":[{"rowId":"'"$ID"'-1","placement":"${SAMPLE_PLACEMENT}","day":"'"$TODAY"'","window":"live","revision":0,"kind":"total","spendMicros":12500000,"impressions":1000,"clicks":12}]}}'`;
const SHELL_ADCP = String.raw`BODY='{"idempotency_key":"'"$ID"'","operation_id":"sample","task_id":"sample","task_type":"media_buy_delivery","status":"completed","timestamp":"'"$STAMP"'","result":{"notification_type":"scheduled","reporting_period":{"start":"'"$TODAY"'","end":"'"$TODAY"'"},"currency":"USD","media_buy_deliveries":[{"media_buy_id":"sample","by_package":[{"package_id":"placement","spend":12.5,"impressions":1000,"clicks":12}]}]}}'`;

function curlStandard({ url, secret }: SampleInput): string {
  return `URL='${url}'
SECRET='${secret}'
ID="msg_$(openssl rand -hex 12)"
${SHELL_TIMES}
${SHELL_REPORT}
KEY="$(printf '%s' "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"
SIGNATURE="$(printf '%s' "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"
curl -sS -w '\\n' "$URL" \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" \\
  -H "webhook-timestamp: $NOW" \\
  -H "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "$BODY"`;
}

function curlHub({ url, secret }: SampleInput): string {
  return `URL='${url}'
SECRET='${secret}'
ID="msg_$(openssl rand -hex 12)"
${SHELL_TIMES}
${SHELL_REPORT}
SIGNATURE="$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')"
curl -sS -w '\\n' "$URL" \\
  -H 'content-type: application/json' \\
  -H "x-hub-delivery: $ID" \\
  -H "x-hub-signature-256: sha256=$SIGNATURE" \\
  --data-binary "$BODY"`;
}

function curlAdcp({ url, secret }: SampleInput): string {
  return `URL='${url}'
SECRET='${secret}'
ID="msg_$(openssl rand -hex 12)"
${SHELL_TIMES}
${SHELL_ADCP}
SIGNATURE="$(printf '%s' "$NOW.$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')"
curl -sS -w '\\n' "$URL" \\
  -H 'content-type: application/json' \\
  -H "x-adcp-timestamp: $NOW" \\
  -H "x-adcp-signature: sha256=$SIGNATURE" \\
  --data-binary "$BODY"`;
}

const SIGNED_PARAMETERS = `created=$NOW;expires=$((NOW + 300));nonce=\\"$(openssl rand -hex 16)\\";keyid=\\"${SAMPLE_KEY.id}\\";alg=\\"ed25519\\";tag=\\"adcp/webhook-signing/v1\\"`;

function curlSigned({ url }: SampleInput): string {
  return `URL='${url}'
ID="msg_$(openssl rand -hex 12)"
${SHELL_TIMES}
${SHELL_ADCP}
DIGEST="sha-256=:$(printf '%s' "$BODY" | openssl dgst -sha256 -binary | openssl base64 -A):"
PARAMS="(\\"@method\\" \\"@target-uri\\" \\"content-type\\" \\"content-digest\\");${SIGNED_PARAMETERS}"
SIGNED="$(mktemp)"
printf '"@method": POST\\n"@target-uri": %s\\n"content-type": application/json\\n"content-digest": %s\\n"@signature-params": %s' "$URL" "$DIGEST" "$PARAMS" > "$SIGNED"
SIGNATURE="$(openssl pkeyutl -sign -rawin -inkey ${SAMPLE_KEY.file} -in "$SIGNED" | openssl base64 -A)"
curl -sS -w '\\n' "$URL" \\
  -H 'content-type: application/json' \\
  -H "content-digest: $DIGEST" \\
  -H "signature-input: sig1=$PARAMS" \\
  -H "signature: sig1=:$SIGNATURE:" \\
  --data-binary "$BODY"`;
}

const NODE_REPORT = `const id = 'msg_' + randomBytes(12).toString('hex');
const stamp = new Date().toISOString();
const row = { rowId: id + '-1', placement: '${SAMPLE_PLACEMENT}', day: stamp.slice(0, 10), window: 'live', revision: 0, kind: 'total', spendMicros: 12_500_000, impressions: 1_000, clicks: 12 };
const body = JSON.stringify({ type: 'delivery.reported', timestamp: stamp, data: { rows: [row] } });`;
const NODE_ADCP = `const id = 'msg_' + randomBytes(12).toString('hex');
const stamp = new Date().toISOString();
const day = stamp.slice(0, 10);
const by_package = [{ package_id: 'placement', spend: 12.5, impressions: 1_000, clicks: 12 }];
const result = { notification_type: 'scheduled', reporting_period: { start: day, end: day }, currency: 'USD', media_buy_deliveries: [{ media_buy_id: 'sample', by_package }] };
const body = JSON.stringify({ idempotency_key: id, operation_id: 'sample', task_id: 'sample', task_type: 'media_buy_delivery', status: 'completed', timestamp: stamp, result });`;
const NODE_SEND = `const answer = await fetch(url, { method: 'POST', headers, body });
console.log(answer.status, await answer.text());
EOF`;

function nodeStandard({ url, secret }: SampleInput): string {
  return `node --input-type=module <<'EOF'
import { createHmac, randomBytes } from 'node:crypto';
const url = '${url}';
const secret = '${secret}';
${NODE_REPORT}
const now = String(Math.floor(Date.now() / 1000));
const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
const signature = createHmac('sha256', key).update(id + '.' + now + '.' + body).digest('base64');
const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': now, 'webhook-signature': 'v1,' + signature };
${NODE_SEND}`;
}

function nodeHub({ url, secret }: SampleInput): string {
  return `node --input-type=module <<'EOF'
import { createHmac, randomBytes } from 'node:crypto';
const url = '${url}';
const secret = '${secret}';
${NODE_REPORT}
const signature = createHmac('sha256', secret).update(body).digest('hex');
const headers = { 'content-type': 'application/json', 'x-hub-delivery': id, 'x-hub-signature-256': 'sha256=' + signature };
${NODE_SEND}`;
}

function nodeAdcp({ url, secret }: SampleInput): string {
  return `node --input-type=module <<'EOF'
import { createHmac, randomBytes } from 'node:crypto';
const url = '${url}';
const secret = '${secret}';
${NODE_ADCP}
const now = String(Math.floor(Date.now() / 1000));
const signature = createHmac('sha256', secret).update(now + '.' + body).digest('hex');
const headers = { 'content-type': 'application/json', 'x-adcp-timestamp': now, 'x-adcp-signature': 'sha256=' + signature };
${NODE_SEND}`;
}

function nodeSigned({ url }: SampleInput): string {
  return `node --input-type=module <<'EOF'
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
const url = '${url}';
const key = createPrivateKey(readFileSync('${SAMPLE_KEY.file}'));
${NODE_ADCP}
const now = Math.floor(Date.now() / 1000);
const digest = 'sha-256=:' + createHash('sha256').update(body).digest('base64') + ':';
const params = '("@method" "@target-uri" "content-type" "content-digest");created=' + now + ';expires=' + (now + 300) + ';nonce="' + randomBytes(16).toString('hex') + '";keyid="${SAMPLE_KEY.id}";alg="ed25519";tag="adcp/webhook-signing/v1"';
const signed = ['"@method": POST', '"@target-uri": ' + url, '"content-type": application/json', '"content-digest": ' + digest, '"@signature-params": ' + params].join('\\n');
const signature = sign(null, Buffer.from(signed), key).toString('base64');
const headers = { 'content-type': 'application/json', 'content-digest': digest, 'signature-input': 'sig1=' + params, signature: 'sig1=:' + signature + ':' };
${NODE_SEND}`;
}

const PYTHON_REPORT = `id = "msg_" + secrets.token_hex(12)
stamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
row = {"rowId": id + "-1", "placement": "${SAMPLE_PLACEMENT}", "day": stamp[:10], "window": "live", "revision": 0, "kind": "total", "spendMicros": 12500000, "impressions": 1000, "clicks": 12}
body = json.dumps({"type": "delivery.reported", "timestamp": stamp, "data": {"rows": [row]}}).encode()`;
const PYTHON_ADCP = `id = "msg_" + secrets.token_hex(12)
stamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
day = stamp[:10]
by_package = [{"package_id": "placement", "spend": 12.5, "impressions": 1000, "clicks": 12}]
result = {"notification_type": "scheduled", "reporting_period": {"start": day, "end": day}, "currency": "USD", "media_buy_deliveries": [{"media_buy_id": "sample", "by_package": by_package}]}
body = json.dumps({"idempotency_key": id, "operation_id": "sample", "task_id": "sample", "task_type": "media_buy_delivery", "status": "completed", "timestamp": stamp, "result": result}).encode()`;
const PYTHON_SEND = `request = urllib.request.Request(url, data=body, headers=headers, method="POST")
try:
    answer = urllib.request.urlopen(request)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode())
EOF`;

function pythonStandard({ url, secret }: SampleInput): string {
  return `python3 - <<'EOF'
import base64, hashlib, hmac, json, secrets, time, urllib.error, urllib.request
from datetime import datetime, timezone
url = "${url}"
secret = "${secret}"
${PYTHON_REPORT}
now = str(int(time.time()))
key = base64.b64decode(secret.removeprefix("whsec_"))
signature = base64.b64encode(hmac.new(key, f"{id}.{now}.".encode() + body, hashlib.sha256).digest()).decode()
headers = {"content-type": "application/json", "webhook-id": id, "webhook-timestamp": now, "webhook-signature": "v1," + signature}
${PYTHON_SEND}`;
}

function pythonHub({ url, secret }: SampleInput): string {
  return `python3 - <<'EOF'
import hashlib, hmac, json, secrets, urllib.error, urllib.request
from datetime import datetime, timezone
url = "${url}"
secret = "${secret}"
${PYTHON_REPORT}
signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
headers = {"content-type": "application/json", "x-hub-delivery": id, "x-hub-signature-256": "sha256=" + signature}
${PYTHON_SEND}`;
}

function pythonAdcp({ url, secret }: SampleInput): string {
  return `python3 - <<'EOF'
import hashlib, hmac, json, secrets, time, urllib.error, urllib.request
from datetime import datetime, timezone
url = "${url}"
secret = "${secret}"
${PYTHON_ADCP}
now = str(int(time.time()))
signature = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
headers = {"content-type": "application/json", "x-adcp-timestamp": now, "x-adcp-signature": "sha256=" + signature}
${PYTHON_SEND}`;
}

function pythonSigned({ url }: SampleInput): string {
  return `python3 - <<'EOF'
import base64, hashlib, json, secrets, subprocess, tempfile, time, urllib.error, urllib.request
from datetime import datetime, timezone
url = "${url}"
${PYTHON_ADCP}
now = int(time.time())
digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
params = f'("@method" "@target-uri" "content-type" "content-digest");created={now};expires={now + 300};nonce="{secrets.token_hex(16)}";keyid="${SAMPLE_KEY.id}";alg="ed25519";tag="adcp/webhook-signing/v1"'
signed = f'"@method": POST\\n"@target-uri": {url}\\n"content-type": application/json\\n"content-digest": {digest}\\n"@signature-params": {params}'
with tempfile.NamedTemporaryFile() as text:
    text.write(signed.encode())
    text.flush()
    signature = subprocess.check_output(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "${SAMPLE_KEY.file}", "-in", text.name])
headers = {"content-type": "application/json", "content-digest": digest, "signature-input": "sig1=" + params, "signature": "sig1=:" + base64.b64encode(signature).decode() + ":"}
${PYTHON_SEND}`;
}
