/**
 * Determines which account and Region answer, and compares them with the environment. The answers of the reconciled
 * services name both, so no further AWS service is needed.
 */
import { askAccount, namingService } from "../aws/account-questions.ts";
import type { Answering } from "../aws/answering.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Environment } from "../model/manifest.ts";
import { type AccountDifference, because, type Reason } from "../model/reason.ts";

/** Queries the service whose answer always names the account. Also returns that answer. Rejects with an `AwsFailure`. */
export async function whoAnswers(read: Read): Promise<{ readonly now: Answering; readonly answer: object }> {
	const { told, answer } = await askAccount(read, namingService);
	const [{ account, region } = {}] = told;
	if (!account || !region) {
		const { operation } = namingService;
		throw new AwsFailure("invalid", "NoArn", operation, "the answer does not tell its account and region");
	}
	return { now: { account, region }, answer };
}

/** The fields of an environment that identify its account. */
export type ForAccount = Pick<Environment, "name" | "account" | "region">;

/**
 * The differences between the answering account and Region and those of `environment`, or those that answered `before`
 * if `environment` names none; empty if they match.
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

/** The reason when AWS does not say which account answers. */
export function noAnswer({ operation, code, detail }: AwsFailure): Reason {
	return because("AwsNotAnswering", {
		cause: because("ReadFailed", { operation, awsCode: code, message: detail }),
	});
}
