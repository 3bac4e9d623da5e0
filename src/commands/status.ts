/** `evenkeel status`: what a running evenkeel knows, asked over HTTP. */
import type { Command } from "commander";
import { parseStatus, statusText } from "../report/status-text.ts";
import { type Address, address, option } from "./options.ts";
import { CommandFailure, exitCodes, type Surface } from "./surface.ts";

interface StatusFlags {
	readonly address: Address;
	readonly output: "text" | "json";
}

export function addStatus(program: Command, surface: Surface, done: (code: number) => void): void {
	program
		.command("status")
		.description("ask a running evenkeel how things are")
		.addOption(
			option("--address <host:port>", "where it listens")
				.default({ host: "127.0.0.1", port: 8080 }, "127.0.0.1:8080")
				.argParser(address),
		)
		.addOption(option("--output <format>", "how to print it").choices(["text", "json"]).default("text"))
		.action(async (flags: StatusFlags) => done(await status(surface, flags)));
}

async function status(surface: Surface, { address: { host, port }, output }: StatusFlags): Promise<number> {
	const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1/status`;
	let body: string;
	try {
		const response = await fetch(url, { signal: surface.signal });
		body = await response.text();
		if (!response.ok) throw new Error(`it answered ${response.status}`);
	} catch (error) {
		const { cause, message } = error as Error;
		throw new CommandFailure(
			`No evenkeel answers at ${host}:${port} (${cause instanceof Error ? cause.message : message}). Name another address with --address.`,
		);
	}
	const known = parseStatus(body);
	surface.out(output === "json" ? `${JSON.stringify(known, null, 2)}\n` : statusText(known, Date.now()));
	return exitCodes.well;
}
