/** Starts moto's server as a process on a free local port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { toolPath } from "./tools.ts";

export interface Moto {
	readonly url: string;
	readonly stop: () => Promise<void>;
}

/** Resolves once it listens; rejects with its output if it exits before. */
export async function startMoto(): Promise<Moto> {
	const env = { PATH: process.env.PATH ?? "", HOME: tmpdir(), PYTHONUNBUFFERED: "1" };
	const child = spawn(toolPath("moto", "moto_server"), ["-H", "127.0.0.1", "-p", "0"], {
		env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const ended = once(child, "exit");
	const url = await new Promise<string>((resolve, reject) => {
		let said = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.on("data", (chunk: Buffer) => {
				said += chunk.toString();
				const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
				if (found) resolve(found);
			});
		}
		void ended.then(() => reject(new Error(`moto_server ended: ${said}`)));
	});
	return {
		url,
		stop: async () => {
			child.kill();
			await ended;
		},
	};
}
