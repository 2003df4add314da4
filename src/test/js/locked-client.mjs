// The official clients at a server that wants a token, with what a real client brings to get one.
// Prints {requests, error}: what was asked of the server, and what the client's user is told.
const [url, version] = process.argv.slice(2);
const { Client, StreamableHTTPClientTransport } =
  version === '1'
    ? {
        ...(await import('@modelcontextprotocol/sdk/client/index.js')),
        ...(await import('@modelcontextprotocol/sdk/client/streamableHttp.js')),
      }
    : await import('@modelcontextprotocol/client');

const redirect = 'http://127.0.0.1:9/callback';
const authProvider = {
  redirectUrl: redirect,
  clientMetadata: { client_name: 'switchgear-test', redirect_uris: [redirect] },
  clientInformation: () => undefined,
  saveClientInformation: () => {},
  tokens: () => undefined,
  saveTokens: () => {},
  redirectToAuthorization: () => {},
  saveCodeVerifier: () => {},
  codeVerifier: () => '',
};
const requests = [];
const watching = async (address, init) => {
  const response = await fetch(address, init);
  requests.push({
    path: new URL(address).pathname,
    status: response.status,
    type: response.headers.get('content-type'),
  });
  return response;
};

const client = new Client({ name: 'switchgear-test', version: '1.0.0' });
let error = '';
try {
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { authProvider, fetch: watching }),
  );
} catch (failure) {
  error = String(failure?.message ?? failure);
}
console.log(JSON.stringify({ requests, error }));
process.exit(0);
