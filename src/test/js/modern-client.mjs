// The TypeScript SDK, version 2. MODE is how it negotiates: "auto" probes for the modern era as
// real clients do, "legacy" shakes hands as in 2025, a date pins that version.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { commandLine, exercise, info } from './exercise.mjs';

const { url, tool, args, mode = 'auto' } = commandLine();
const client = new Client(info, {
  versionNegotiation: { mode: /^\d/.test(mode) ? { pin: mode } : mode },
});
await client.connect(new StreamableHTTPClientTransport(url));
await exercise(
  client,
  (params, options) => client.callTool(params, options),
  client.getNegotiatedProtocolVersion(),
  tool,
  args,
);
await client.close();
