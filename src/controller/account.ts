/**
 * Which account and Region answer, and whether they are those that the environment is for. Every ECS answer names both in its
 * ARNs, even one about a cluster that does not exist, so no further AWS service is needed to know.
 */
import { type Answering, answeringIn } from "../aws/answering.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Environment } from "../model/manifest.ts";
import { type AccountDifference, because, type Reason } from "../model/reason.ts";

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
 * How another account or Region answers than `environment` names or, where it names none, than has answered `before`; empty
 * where the right one does.
 */
export function accountDifferences(
	environment: ForAccount,
	answering: Answering,
	before: Answering | undefined,
): readonly AccountDifference[] {
	return (["account", "region"] as const).flatMap((what) => {
		const expected = environment[what] ?? before?.[what];
		if (expected === undefined || expected === answering[what]) return [];
		return [{ what, expected, answering: answering[what], isNamed: environment[what] !== undefined }];
	});
}

/** The reason for an AWS that does not tell which account answers. */
export function noAnswer({ operation, code, detail }: AwsFailure): Reason {
	return because("AwsNotAnswering", {
		cause: because("ReadFailed", { operation, awsCode: code, message: detail }),
	});
}
