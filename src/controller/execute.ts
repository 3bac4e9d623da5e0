/**
 * Sends the calls of a plan: the one writer. It adds nothing, leaves nothing out and decides nothing; a dry run is simply
 * not calling it.
 */
import type { CallResult } from "../aws/async-operations.ts";
import type { Call } from "../aws/calls.ts";
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import { unwanted } from "../aws/limits.ts";
import { type Moment, momentOn, type WallClock } from "../lib/clock.ts";
import type { PlannedCall } from "../model/plan.ts";
import { withoutSecrets } from "../model/redact.ts";
import { secretValues } from "../model/secret-values.ts";

/** A call that AWS has answered, and when. */
export interface SentCall extends PlannedCall, Moment, CallResult {
	/** Undefined when AWS took it. */
	readonly failure?: AwsFailure;
}

/**
 * Sends `calls` one after the other, at most `most` of them, and tells of each as it is answered or given up. `signal` and
 * `stillWanted` stop it between two calls, and `stillWanted` before a call that is repeated: one in flight is always reported.
 */
export async function execute(
	aws: Aws,
	calls: readonly PlannedCall[],
	{
		clock,
		most,
		signal,
		stillWanted,
		secrets,
		onSent,
	}: {
		readonly clock: WallClock;
		readonly most: number;
		readonly signal: AbortSignal;
		/** Whether the plan still follows from what the folder says, and is fresh enough. */
		readonly stillWanted: () => boolean;
		/** Values that no failure may repeat, beside those in the secret members of an input. */
		readonly secrets?: readonly string[] | undefined;
		readonly onSent: (sent: SentCall) => void;
	},
): Promise<readonly SentCall[]> {
	const results: SentCall[] = [];
	for (const planned of calls.slice(0, most)) {
		if (signal.aborted || !stillWanted()) break;
		const result = await sendOne(aws, planned, { clock, stillWanted, secrets });
		if (result.failure?.code === unwanted) break;
		results.push(result);
		onSent(result);
	}
	return results;
}

async function sendOne(
	aws: Aws,
	planned: PlannedCall,
	{ clock, stillWanted, secrets }: Pick<Parameters<typeof execute>[2], "clock" | "stillWanted" | "secrets">,
): Promise<SentCall> {
	try {
		const { answer: _, ...result } = await aws.send(planned.call, { isWanted: stillWanted });
		return { ...planned, ...momentOn(clock), ...result };
	} catch (failure) {
		if (!(failure instanceof AwsFailure)) throw failure;
		return { ...planned, ...momentOn(clock), failure: shown(failure, planned.call, secrets) };
	}
}

/** AWS repeats in its refusals what it was sent. */
function shown(
	{ kind, code, operation, detail }: AwsFailure,
	{ input }: Call,
	secrets?: readonly string[],
): AwsFailure {
	return new AwsFailure(kind, code, operation, secretValues(secrets).inText(withoutSecrets(detail, input)));
}
