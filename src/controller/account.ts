/**
 * Which account and Region answer, and whether they are those that the environment is for. Every ECS answer names both in its
 * ARNs, even one about a cluster that does not exist, so no further AWS service is needed to know.
 */
import { type Answering, answeringIn } from "../aws/answering.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Environment } from "../model/manifest.ts";

/** Asks for one cluster, whether it exists or not. Gives the answer, too. Rejects with an `AwsFailure`. */
export async function whoAnswers(read: Read): Promise<{ readonly now: Answering; readonly answer: object }> {
	const input = { clusters: ["default"] };
	const answer = await read("ecs:DescribeClusters", input);
	const [told] = answeringIn("ecs:DescribeClusters", input, answer);
	if (!told?.region) {
		throw new AwsFailure("invalid", "NoArn", "ecs:DescribeClusters", "the answer does not tell its account and region");
	}
	return { now: { account: told.account, region: told.region }, answer };
}

/** What an environment says of its account. */
export type ForAccount = Pick<Environment, "name" | "account" | "region">;

/**
 * A sentence when another account or Region answers than `environment` names or, where it names none, than has answered
 * `before`.
 */
export function wrongAccount(
	{ name, ...environment }: ForAccount,
	answering: Answering,
	before: Answering | undefined,
): string | undefined {
	const wrong = [
		otherThan("account", "AWS answers as account", answering.account, environment.account, before?.account),
		otherThan("region", "AWS answers from", answering.region, environment.region, before?.region),
	].filter((text) => text !== "");
	if (wrong.length === 0) return undefined;
	const isNamed = environment.account !== undefined || environment.region !== undefined;
	const remedy = isNamed
		? "check the credentials, the region, or the environment."
		: 'check the credentials and the endpoint. If the change is intended, restart evenkeel, and name the "account" in an Environment.';
	return `Environment "${name}" ${wrong.join(" and ")}. Nothing is planned: ${remedy}`;
}

function otherThan(
	what: string,
	says: string,
	now: string,
	named: string | undefined,
	before: string | undefined,
): string {
	if (now === (named ?? before ?? now)) return "";
	if (named !== undefined) return `is for ${what} ${named}, but ${says} ${now}`;
	return `was applied to ${what} ${before} so far, but now ${says} ${now}`;
}

/** The sentence for an AWS that does not say who it is. */
export function noAnswer(failure: AwsFailure): string {
	return `AWS does not answer, so nothing is planned: ${failure.message}`;
}
