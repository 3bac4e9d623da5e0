/** Requests the status of a running evenkeel over HTTP. */
import { systemClock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import { readText } from "../lib/read-text.ts";
import type { Status } from "../model/status.ts";
import { parseStatus } from "../report/status-text.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";
import type { Address } from "./options.ts";

/** The longest time for a whole response, in milliseconds. */
export const answerTimeoutMs = 30_000;
/** Ten thousand resources need about a tenth of it. */
const maxAnswerBytes = 256 * 1024 * 1024;

/** The status of the evenkeel at the address, within `limitMs`. Rejects with a `CommandFailure` when none arrives. */
export async function askStatus(
	{ signal }: Pick<CliContext, "signal">,
	address: Address,
	limitMs = answerTimeoutMs,
): Promise<Status> {
	const { host, port } = address;
	const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1/status`;
	let body: string;
	try {
		body = await within({ clock: systemClock(), limitMs, signal }, (aborting) => get(url, aborting));
	} catch (error) {
		throw new CommandFailure(
			`No evenkeel answers at ${host}:${port} (${reasonOf(error, limitMs)}). Name another address with --address.`,
		);
	}
	try {
		return parseStatus(body);
	} catch (error) {
		throw new CommandFailure((error as Error).message);
	}
}

async function get(url: string, signal: AbortSignal): Promise<string> {
	const response = await fetch(url, { signal });
	if (!response.ok) throw new Error(`it answered ${response.status}`);
	const text = await readText(response, maxAnswerBytes);
	if (text === undefined) throw new Error(`its answer is longer than ${maxAnswerBytes} bytes`);
	return text;
}

function reasonOf(error: unknown, limitMs: number): string {
	if (error instanceof GivenUp)
		return error.because === "limit" ? `no answer within ${limitMs / 1000} s` : "interrupted";
	const { cause, message } = error as Error;
	return cause instanceof Error ? cause.message : message;
}
