/**
 * `evenkeel status --wait`: waits in a pipeline for the result of a pushed commit.
 * It polls a running evenkeel, and prints a line whenever a reason for waiting appears or disappears.
 */
import { createWaitCheck, type WaitResult } from "../controller/wait-check.ts";
import { sleep, systemClock } from "../lib/clock.ts";
import { escapeControls, visibleJson } from "../lib/visible.ts";
import type { Status } from "../model/status.ts";
import { statusSummary } from "../report/status-text.ts";
import { durationText, revisionText } from "../report/text.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import type { Address } from "./options.ts";
import { answerTimeoutMs, askStatus } from "./status-client.ts";

/** The polling interval grows: most changes happen early, and the status of thousands of resources is large. */
const firstDelayMs = 100;
const maxDelayMs = 2_000;
const growth = 1.5;
const shortestAnswerMs = 1_000;
/** More lines at once would hide the one that matters. */
const maxLines = 10;

/** Waits for the result of the revision, and returns the exit code. */
export async function waitForStatus(
	context: CliContext,
	flags: { readonly address: Address; readonly revision?: string; readonly timeout: number; readonly output: string },
): Promise<number> {
	const clock = systemClock();
	const endMs = clock.now() + flags.timeout;
	const awaiting = createWaitCheck(flags.revision);
	// With JSON on standard output, progress is printed to standard error.
	const tell = flags.output === "json" ? context.error : context.out;
	const line = (text: string) =>
		tell(`${new Date(clock.wallMs()).toISOString().slice(11, 19)} ${escapeControls(text)}\n`);
	let told: readonly string[] = [];
	let delayMs = firstDelayMs;
	// An address without a listener is a mistake; an evenkeel that answered once and restarts is waited for.
	const first = await askInTime(context, flags.address, flags.timeout);
	if (context.signal.aborted) return exitCodes.interrupted;
	if (typeof first === "string") {
		if (clock.now() < endMs) throw new CommandFailure(first);
		line(`Timed out after ${durationText(flags.timeout)}. ${first}`);
		return exitCodes.timedOut;
	}
	let status = first;
	let awaited = awaiting(status);
	while (awaited.state === "moving") {
		for (const sentence of changes(told, awaited.sentences)) line(sentence);
		told = awaited.sentences;
		if (clock.now() >= endMs) {
			line(`Timed out after ${durationText(flags.timeout)}. Still waiting:`);
			for (const sentence of shortened(told)) line(sentence);
			return exitCodes.timedOut;
		}
		await sleep(clock, Math.min(delayMs, endMs - clock.now()), context.signal);
		delayMs = Math.min(delayMs * growth, maxDelayMs);
		const next = context.signal.aborted ? undefined : await askInTime(context, flags.address, endMs - clock.now());
		if (context.signal.aborted) return exitCodes.interrupted;
		if (typeof next === "object") status = next;
		awaited = typeof next === "string" ? { state: "moving", sentences: [next] } : awaiting(status);
	}
	for (const sentence of closing(awaited, status)) line(sentence);
	if (flags.output === "json") context.out(`${visibleJson(JSON.stringify(status, null, 2))}\n`);
	return codes[awaited.state];
}

const codes = { reached: exitCodes.well, failed: exitCodes.failed, superseded: exitCodes.superseded };

/** A status, or the reason why there is none. A short `leftMs` is extended to a minimum. */
async function askInTime(context: CliContext, address: Address, leftMs: number): Promise<Status | string> {
	const limitMs = Math.min(Math.max(leftMs, shortestAnswerMs), answerTimeoutMs);
	try {
		return await askStatus(context, address, limitMs);
	} catch (failure) {
		if (failure instanceof CommandFailure) return failure.message;
		throw failure;
	}
}

function closing(awaited: WaitResult, status: Status): readonly string[] {
	if (awaited.state !== "reached") return awaited.sentences;
	return [`Revision ${revisionText(awaited.revision)} is in sync and healthy. ${statusSummary(status)}.`];
}

/** The new sentences among `now`, shortened, with the number of the others. */
function changes(before: readonly string[], now: readonly string[]): readonly string[] {
	const known = new Set(before);
	return shortened(now.filter((sentence) => !known.has(sentence)));
}

function shortened(sentences: readonly string[]): readonly string[] {
	if (sentences.length <= maxLines) return sentences;
	return [...sentences.slice(0, maxLines), `… and ${sentences.length - maxLines} more`];
}
