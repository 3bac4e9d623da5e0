/** Runs a controller on a real folder with an embedded AWS in this process, and reads its status. */
import type { Status } from "../../src/model/status.ts";
import { eventually, runCommand } from "./command-line.ts";

/** Runs `evenkeel run --local` on `folder` until `live` is done. */
export async function running(
	folder: string,
	flags: readonly string[],
	live: (known: Running) => Promise<void>,
	env?: Readonly<Record<string, string>>,
): Promise<void> {
	const ending = new AbortController();
	let said = "";
	const ports = ["--listen", "127.0.0.1:0", "--port", "0", "--dns-port", "0"];
	const ended = runCommand(["run", "--path", folder, "--local", ...ports, ...flags], {
		...{ signal: ending.signal, env: env ?? { PATH: process.env.PATH ?? "" } },
		onOut: (all) => {
			said = all;
		},
	});
	try {
		await eventually(() => said.includes("converged "));
		const url = /Status is at (http:\S+?),/.exec(said)?.[1] ?? "";
		await live({
			status: async () => (await fetch(`${url}/api/v1/status`)).json() as Promise<Status>,
			text: async () => (await runCommand(["status", "--address", url.replace("http://", "")])).out,
			metrics: async () => (await fetch(`${url}/metrics`)).text(),
			log: () => said,
		});
	} finally {
		ending.abort();
		await ended;
	}
}

/** The status of a running evenkeel. */
export interface Running {
	readonly status: () => Promise<Status>;
	readonly text: () => Promise<string>;
	readonly metrics: () => Promise<string>;
	readonly log: () => string;
}
