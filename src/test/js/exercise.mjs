/**
 * What both clients do: list the tools, call one, and print all that was seen as one JSON object
 * {version, tools, progress, result}.
 *
 * @param client connected
 * @param call (params, options) => result; where the two SDKs differ
 * @param tool name
 * @param args its arguments
 */
export async function exercise(client, call, version, tool, args) {
  const progress = [];
  const { tools } = await client.listTools();
  const result = await call(
    { name: tool, arguments: args },
    { onprogress: (step) => progress.push(step), resetTimeoutOnProgress: true, timeout: 120_000 },
  );
  console.log(JSON.stringify({ version, tools, progress, result }));
}

/** The client's identity, and what its command line says. */
export const info = { name: 'switchgear-test', version: '1.0.0' };

export function commandLine() {
  const [url, tool, args, mode] = process.argv.slice(2);
  if (args === undefined) {
    console.error(`usage: ${process.argv[1]} URL TOOL JSON-ARGUMENTS [MODE]`);
    process.exit(2);
  }
  return { url: new URL(url), tool, args: JSON.parse(args), mode };
}
