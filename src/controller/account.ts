/**
 * Which account and Region answer, and whether they are those that the environment is for. The services that evenkeel reconciles
 * with name both in their answers, so no further AWS service is needed to know.
 */
import { askAccount, namingService } from "../aws/account-questions.ts";
import type { Answering } from "../aws/answering.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Environment } from "../model/manifest.ts";
import { type AccountDifference, because, type Reason } from "../model/reason.ts";

/** Asks the service whose answer always tells. Gives the answer, too. Rejects with an `AwsFailure`. */
export async function whoAnswers(read: Read): Promise<{ readonly now: Answering; readonly answer: object }> {
	const { told, answer } = await askAccount(read, namingService);
	const [{ account, region } = {}] = told;
	if (!account || !region) {
		const { operation } = namingService;
		throw new AwsFailure("invalid", "NoArn", operation, "the answer does not tell its account and region");
	}
	return { now: { account, region }, answer };
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
