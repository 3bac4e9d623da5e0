/**
 * Sends the calls of a plan; no other module writes to AWS. It makes no decisions, so a dry run is a reconcile that
 * does not call it.
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

/** A call that AWS has answered, with the time of the answer. */
export interface SentCall extends PlannedCall, Moment, CallResult {
	/** Undefined if AWS accepted the call. */
	readonly failure?: AwsFailure;
}

/**
 * Sends at most `most` of `calls`, one after the other, and reports each one when AWS has answered it or it was given
 * up. `signal` and `stillWanted` stop between two calls, and `stillWanted` also stops before a retry; a call in flight
 * is always reported.
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
		/** Whether the plan still matches the current revision and is recent enough. */
		readonly stillWanted: () => boolean;
		/** Values to redact from failures, in addition to those in secret fields of an input. */
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

/** Error messages of AWS can repeat the input, so secrets are redacted. */
function shown(
	{ kind, code, operation, detail }: AwsFailure,
	{ input }: Call,
	secrets?: readonly string[],
): AwsFailure {
	return new AwsFailure(kind, code, operation, secretValues(secrets).inText(withoutSecrets(detail, input)));
}
