/** Asks a running evenkeel for its status over HTTP. */
import type { Status } from "../model/status.ts";
import { parseStatus } from "../report/status-text.ts";
import type { Address } from "./options.ts";
import { CommandFailure, type Surface } from "./surface.ts";

/** Whoever listens and never answers is asked no longer than this. */
const longestAnswerMs = 30_000;

/** The status of whoever listens at the address. Rejects with a `CommandFailure` when nobody gives one. */
export async function askStatus({ signal }: Pick<Surface, "signal">, { host, port }: Address): Promise<Status> {
	const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1/status`;
	let body: string;
	try {
		const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(longestAnswerMs)]) });
		body = await response.text();
		if (!response.ok) throw new Error(`it answered ${response.status}`);
	} catch (error) {
		const { cause, message } = error as Error;
		throw new CommandFailure(
			`No evenkeel answers at ${host}:${port} (${cause instanceof Error ? cause.message : message}). Name another address with --address.`,
		);
	}
	try {
		return parseStatus(body);
	} catch (error) {
		throw new CommandFailure((error as Error).message);
	}
}
