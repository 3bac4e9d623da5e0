/**
 * Wraps the AWS client so that evenkeel never plans or writes in the wrong account: it checks the account of every
 * response that names one, and stops all writes as soon as it differs. Credentials and endpoints can change while a
 * process runs, and the owner may have resources in another account too.
 */

import { type AskableService, namingService, sharingServiceOf } from "../aws/account-questions.ts";
import { type AnsweredFrom, type Answering, answeringIn, namesArnOf, showsNothing } from "../aws/answering.ts";
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import { operationOf } from "../aws/operations.ts";
import type { Read } from "../aws/reads.ts";
import { credentialsChanged } from "../aws/signatures.ts";
import type { Clock } from "../lib/clock.ts";
import { sameJson } from "../lib/json.ts";
import { because, type Reason, type ReasonParams } from "../model/reason.ts";
import { textOf } from "../report/catalogue/index.ts";
import { accountDifferences, type ForAccount, noAnswer, whoAnswers } from "./account.ts";
import { createEvidence } from "./account-evidence.ts";
import { createSharing } from "./sharing.ts";

/** The guarded AWS client, and what is known of the account. */
export interface AccountGuard {
	/** For reconciles: rejects a read that another account answers, and sends no call to an unconfirmed account. */
	readonly aws: Aws;
	/** For background loops: like `aws`, but an answer that names no account causes no further request. */
	readonly background: Pick<Aws, "read">;
	/** Whether the right account answers. Queries AWS the first time, and after another account or none has answered. */
	readonly isRight: (environment: ForAccount) => Promise<boolean>;
	/** Begins a reconcile: discards the evidence of earlier answers. */
	readonly begin: () => void;
	/**
	 * Why the answers since `begin` may come from another account; undefined if the right account answered. Queries AWS
	 * only if the answers do not show it. `writes` are the operations about to be sent.
	 */
	readonly doubt: (writes: readonly string[]) => Promise<Reason | undefined>;
	/** The account that answered last; undefined until AWS has named it. */
	readonly answering: () => Answering | undefined;
	/** Why nothing is planned; undefined while the right account answers. */
	readonly stopped: () => Reason | undefined;
	/** Increases each time all earlier observations must be discarded, since they may belong to another account. */
	readonly epoch: () => number;
}

/** Code of a request that was not sent, or whose answer was discarded, because the account was not confirmed. */
const unconfirmed = "AccountNotConfirmed";

/** Creates a guard that has not queried AWS yet. */
export function createAccountGuard({ aws, clock }: { readonly aws: Aws; readonly clock: Clock }): AccountGuard {
	const evidence = createEvidence(clock);
	const sharing = createSharing(aws.read);
	/** Access key ids with which the right account has answered. */
	const signers = new Set<string>();
	const isKnown = (accessKeyId: string) => signers.has(accessKeyId);
	let environment: ForAccount = { name: "" };
	let expected: Answering | undefined;
	let answering: Answering | undefined;
	let stopped: Reason | undefined;
	/** Calls that another account has carried out since the right account last answered. */
	let callsInOtherAccount: ReasonParams["WrongAccount"]["carriedOut"] = [];
	/** The service that answered from another account, if only that service shows it. */
	let otherIn: AskableService | undefined;
	let epoch = 0;

	function stop(reason: Reason): void {
		stopped = reason;
		epoch += 1;
		signers.clear();
	}

	function refuseWhileStopped(operation: string): void {
		if (stopped !== undefined) throw notConfirmed(operation, stopped);
	}

	function isOther({ account, region }: AnsweredFrom): boolean {
		return account !== expected?.account || (region !== undefined && region !== expected.region);
	}

	/** Why planning stops while the account in `now` answers; undefined if it is the right account. */
	function wrongAccount(now: Answering): Reason | undefined {
		const differences = accountDifferences(environment, now, expected);
		if (differences.length === 0) return undefined;
		return because("WrongAccount", { environment: environment.name, differences, carriedOut: callsInOtherAccount });
	}

	/** Stops all writes if another account has answered. */
	function recordOtherAccount(operation: string, { account, region = expected?.region ?? "" }: AnsweredFrom): void {
		answering = { account, region };
		otherIn = sharingServiceOf(operation);
		const wrong = wrongAccount(answering);
		if (wrong !== undefined) stop(wrong);
	}

	/** Verifies the account of an answer. Rejects if another account answered, or if the account cannot be determined. */
	async function verifyAnswer(
		operation: string,
		input: object,
		answer: object,
		isWrite = false,
	): Promise<readonly AnsweredFrom[]> {
		const told = answeringIn(operation, input, answer);
		const others = told.filter(isOther);
		const [other] = (await areShared(operation, others)) ? [] : others;
		if (other && isWrite) callsInOtherAccount = [...callsInOtherAccount, { operation, account: other.account }];
		if (other) recordOtherAccount(operation, other);
		refuseWhileStopped(operation);
		if (told.length > others.length) recordRightAccount(operation, answer);
		else if (isWrite) evidence.expire();
		return told;
	}

	/** Records that the right account has answered. Requests signed with the same access key belong to it too. */
	function recordRightAccount(operation: string, answer: object): void {
		evidence.told(operation);
		const signer = aws.signerOf(answer);
		if (signer !== undefined) signers.add(signer);
	}

	/** Whether resources of other accounts are only shared with the right account. */
	async function areShared(operation: string, others: readonly AnsweredFrom[]): Promise<boolean> {
		const service = sharingServiceOf(operation);
		if (!service) return others.length === 0;
		if (others.some(({ region }) => region !== undefined && region !== expected?.region)) return false;
		const owners = others.map(({ account }) => account);
		if (sharing.areKnown(service, owners)) return true;
		if ((await sharing.own(service)).some(isOther)) return false;
		sharing.note(service, owners);
		return true;
	}

	function reading(onSilence: (operation: string) => void): Read {
		return async (operation, input) => {
			refuseWhileStopped(operation);
			const output = await aws.read(operation, input).catch((failure) => {
				if (failure instanceof AwsFailure && tellsOfAbsence(failure)) onSilence(operation);
				throw failure;
			});
			const told = await verifyAnswer(operation, input, output);
			const isSilent = told.length === 0 && isList(operation) && showsNothing(output);
			if (isSilent && !(expected && namesArnOf(expected, input))) onSilence(operation);
			return output;
		};
	}

	/** If the account cannot be determined, the observations are not trusted either; the next reconcile repeats them. */
	async function ask(question: () => Promise<void>): Promise<Reason | undefined> {
		try {
			await question();
			return stopped;
		} catch (failure) {
			if (!(failure instanceof AwsFailure)) throw failure;
			epoch += 1;
			return stopped ?? noAnswer(failure);
		}
	}

	async function askSharing(service: AskableService): Promise<void> {
		const own = await sharing.own(service);
		const other = own.find(isOther);
		if (other) recordOtherAccount(service.operation, other);
		else if (own.length > 0) evidence.told(service.operation);
		else evidence.hasNothing(service);
	}

	async function askNaming(): Promise<void> {
		const { now, answer } = await whoAnswers(aws.read);
		if (isOther(now)) recordOtherAccount(namingService.operation, now);
		else recordRightAccount(namingService.operation, answer);
	}

	async function doubt(writes: readonly string[]): Promise<Reason | undefined> {
		if (stopped !== undefined) return stopped;
		for (const service of evidence.unreported(writes)) {
			const reason = await ask(() => askSharing(service));
			if (reason !== undefined) return reason;
		}
		return evidence.isOpen(writes) ? ask(askNaming) : undefined;
	}

	/** Rejects if a call must not be sent. */
	async function requireRightAccount(operation: string): Promise<void> {
		const why = await doubt([operation]);
		if (why !== undefined) throw notConfirmed(operation, why);
	}

	return {
		aws: {
			...aws,
			read: reading(evidence.silent),
			send: async (call, conditions) => {
				const guarded = { ...conditions, mayBeSignedBy: isKnown };
				await requireRightAccount(call.operation);
				const sent = await aws.send(call, guarded).catch(async (failure) => {
					if (!(failure instanceof AwsFailure) || failure.code !== credentialsChanged) throw failure;
					evidence.expire();
					await requireRightAccount(call.operation);
					return aws.send(call, guarded);
				});
				await verifyAnswer(call.operation, call.input, sent.answer, true);
				return sent;
			},
		},
		background: { read: reading(() => {}) },
		doubt,
		begin: evidence.begin,
		answering: () => answering,
		stopped: () => stopped,
		epoch: () => epoch,
		isRight: async (wanted) => {
			environment = wanted;
			if (stopped === undefined && expected && accountDifferences(wanted, expected, undefined).length === 0)
				return true;
			try {
				const { now } = await whoAnswers(aws.read);
				const own = otherIn ? await sharing.own(otherIn) : [];
				const other = own.find((told) => told.account !== now.account);
				answering = { ...now, ...other };
			} catch (failure) {
				if (!(failure instanceof AwsFailure)) throw failure;
				stopped = noAnswer(failure);
				return false;
			}
			stopped = wrongAccount(answering);
			if (stopped !== undefined) return false;
			if (expected && !sameJson(expected, answering)) epoch += 1;
			expected = answering;
			callsInOtherAccount = [];
			otherIn = undefined;
			return true;
		},
	};
}

function notConfirmed(operation: string, why: Reason): AwsFailure {
	return new AwsFailure("unavailable", unconfirmed, operation, textOf(why));
}

/** Whether an operation returns a list; some list operations are not named `List*`. */
function isList(operation: string): boolean {
	return operation.includes(":List") || operationOf(operation).read?.pageToken !== undefined;
}

/** Failures that say a resource does not exist. Another account would give the same answer. */
function tellsOfAbsence({ kind }: AwsFailure): boolean {
	return kind === "missing" || kind === "invalid" || kind === "conflict";
}
