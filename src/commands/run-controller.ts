/** Runs a controller until it is stopped or AWS matches the manifests, and returns an exit code. */

import { convergence } from "../controller/convergence.ts";
import { type Controller, type ControllerOptions, createController } from "../controller/loop.ts";
import type { Pace } from "../controller/schedule.ts";
import { kinds } from "../kinds/list.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { isSettled, type Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { counted, durationText } from "../report/text.ts";
import { exitCodes } from "./cli-context.ts";
import type { Connection } from "./connection.ts";
import { closeAll, untilEnded } from "./ending.ts";
import type { Reporter } from "./reporter.ts";

/** The most writes of one reconcile, so that a mistake is noticed before it spreads. */
const maxWrites = 50;

/** How to run a controller, and until when. */
export interface RunControllerOptions
	extends Pick<
		ControllerOptions,
		"onReconcile" | "onStatus" | "onBug" | "discovery" | "images" | "observe" | "ancestry"
	> {
	readonly connection: Connection;
	readonly reporter: Reporter;
	readonly pace: Pace;
	/** `synced`: ends once every declared resource is in sync. `healthy`: and services have rolled out. */
	readonly until?: "synced" | "healthy";
	/** Only with `until`. */
	readonly timeoutMs?: number;
	/** Passes manifests to the controller; returns what to close at the end. */
	readonly feed: (controller: Controller) => Promise<{ readonly close: () => Promise<void> }>;
}

/** Runs a controller to its end, or until a signal, and returns the exit code. */
export async function runController(options: RunControllerOptions): Promise<number> {
	const { connection, reporter, until, timeoutMs } = options;
	const { clock, signal } = connection;
	let code: number | undefined;
	const end = (with_: number, sentences: readonly string[] = []) => {
		if (code !== undefined) return;
		code = with_;
		for (const sentence of sentences) reporter.warn(sentence);
		connection.end();
	};
	const controller = createController({
		...connection,
		kinds,
		pace: options.pace,
		maxWrites,
		...(options.observe ? { observe: true } : {}),
		...(options.ancestry ? { ancestry: options.ancestry } : {}),
		...(options.discovery ? { discovery: options.discovery } : {}),
		...(options.images ? { images: options.images } : {}),
		...(options.onReconcile ? { onReconcile: options.onReconcile } : {}),
		onWarning: (warning) => reporter.warn(textOf(warning)),
		onBug: (bug) => {
			reporter.bug(bug);
			options.onBug?.(bug);
		},
		onStatus: (status) => {
			reporter.show(status);
			options.onStatus?.(status);
			if (!until) return;
			const result = convergence(status, { healthy: until === "healthy" });
			if (result.state === "reached") end(exitCodes.well, [closing(status, until)]);
			if (result.state === "stuck") end(exitCodes.failed, ["Reconciliation cannot proceed:", ...result.sentences]);
		},
	});
	if (until && timeoutMs !== undefined) {
		void timeout(clock, timeoutMs, signal, () =>
			end(exitCodes.timedOut, [`Timed out after ${durationText(timeoutMs)}.`]),
		);
	}
	const fed = await options.feed(controller);
	try {
		const ended = await untilEnded(clock, signal, () => controller.run(signal));
		if (!ended) reporter.warn("Some work did not end in time and is abandoned.");
	} finally {
		await closeAll(clock, [fed.close]);
		reporter.finish();
	}
	if (code !== undefined) return code;
	reporter.say(
		until
			? "Interrupted. Calls already sent stay in effect; the next run continues from the observed state."
			: "Stopped on request. This changes nothing in AWS.",
	);
	return until ? exitCodes.interrupted : exitCodes.well;
}

function closing({ resources }: Status, until: "synced" | "healthy"): string {
	const rolling = resources.filter((resource) => !isSettled(resource, { healthy: true })).length;
	if (until === "healthy" || rolling === 0) return "Done: all declared resources are in sync and healthy.";
	return `Done: all declared resources are in sync; ${counted(rolling, "resource")} still rolling out.`;
}

async function timeout(clock: Clock, delayMs: number, signal: AbortSignal, action: () => void): Promise<void> {
	await sleep(clock, delayMs, signal);
	if (!signal.aborted) action();
}
