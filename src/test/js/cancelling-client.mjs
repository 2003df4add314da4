// The official clients, in the 2025 era, cancel a call that reports progress, and go on.
// Prints {requests, errors, cancelled, stream, tools}: what was sent from the cancellation on, what
// the client complained of, what the call ended with, the stream that answered it, and how many
// tools were listed afterwards.
const [url, tool, args, version] = process.argv.slice(2);
const { Client, StreamableHTTPClientTransport } =
  version === '1'
    ? {
        ...(await import('@modelcontextprotocol/sdk/client/index.js')),
        ...(await import('@modelcontextprotocol/sdk/client/streamableHttp.js')),
      }
    : await import('@modelcontextprotocol/client');

const requests = [];
const errors = [];
let answered = () => {};
const callEnds = new Promise((resolve) => (answered = resolve));
let isCancelled = false;
const watching = async (address, init) => {
  const isLater = isCancelled;
  const response = await fetch(address, init);
  if (isLater) {
    requests.push({ method: init?.method ?? 'GET', status: response.status });
  }
  if (typeof init?.body === 'string' && init.body.includes('tools/call')) {
    const [forClient, forUs] = response.body.tee();
    new Response(forUs).text().then(answered);
    return new Response(forClient, { status: response.status, headers: response.headers });
  }
  return response;
};
const client = new Client({ name: 'switchgear-test', version: '1.0.0' });
client.onerror = (error) => errors.push(String(error?.message ?? error));
await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: watching }));
const controller = new AbortController();
const options = {
  signal: controller.signal,
  timeout: 60_000,
  onprogress: () => {
    isCancelled = true;
    controller.abort('enough');
  },
};
const params = { name: tool, arguments: JSON.parse(args) };
let cancelled = '';
try {
  await (version === '1'
    ? client.callTool(params, undefined, options)
    : client.callTool(params, options));
} catch (failure) {
  cancelled = String(failure?.message ?? failure);
}
const stream = await callEnds.catch((gone) => String(gone));
const { tools } = await client.listTools();
await client.close();
console.log(JSON.stringify({ requests, errors, cancelled, stream, tools: tools.length }));
process.exit(0);
