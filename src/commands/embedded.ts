/** Starts the embedded AWS of a command, and serves it on ports. */
import { createEmulator, type Emulator } from "../emulator/emulator.ts";
import { type Served, serve } from "../emulator/server.ts";
import { virtualClock } from "../lib/clock.ts";
import { flowingClock } from "../lib/flowing-clock.ts";
import { seededRandom } from "../lib/random.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";

/** The Region of the examples, where AWS's own variables set none. */
export const embeddedRegion = "ap-northeast-1";

/** Settings of the embedded AWS. */
export interface EmbeddedFlags {
	readonly speed: number;
	readonly account?: string;
	readonly region?: string;
	readonly known?: readonly string[];
	/** `virtual`: time passes only on request. */
	readonly clock?: "real" | "virtual";
	/** The multiple of AWS's request rates at which requests are throttled; no throttling when absent. */
	readonly throttle?: number;
}

/** An embedded AWS with an empty account. Its Region is the flag's, else that of AWS's own variables. */
export function openEmbedded({ env }: CliContext, flags: EmbeddedFlags): Emulator {
	const region = flags.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? embeddedRegion;
	return createEmulator({
		clock: flags.clock === "virtual" ? virtualClock(Date.now()) : flowingClock(flags.speed),
		random: seededRandom(Date.now()),
		region,
		...(flags.account ? { account: flags.account } : {}),
		...(flags.known ? { known: flags.known } : {}),
		...(flags.throttle === undefined ? {} : { throttle: flags.throttle }),
	});
}

/** Serves it on loopback. Rejects with a sentence that names a port in use, and the flag to change it. */
export async function serveEmbedded(
	emulator: Emulator,
	ports: { readonly port: number; readonly dnsPort: number },
): Promise<Served> {
	try {
		return await serve(emulator, { ...ports, host: "127.0.0.1" });
	} catch (error) {
		throw portFailure(error, ports.port, "--port", ports.dnsPort, "--dns-port");
	}
}

function portFailure(error: unknown, first: number, firstFlag: string, second: number, secondFlag: string): unknown {
	const { port, code, message } = error as { port?: number; code?: string; message: string };
	const taken = port ?? (message.includes(String(first)) ? first : second);
	if (code !== undefined && code !== "EADDRINUSE" && code !== "EACCES") return error;
	const flag = taken === first ? firstFlag : secondFlag;
	return new CommandFailure(
		`The embedded AWS cannot listen on port ${taken}: another program uses it. Choose another one with ${flag}.`,
	);
}
