/** The wording of why nothing is planned at all. */
import type { AccountDifference } from "../../model/reason.ts";
import { sentence, type Wordings } from "./wording.ts";

export const accounts: Wordings<"WrongAccount" | "AwsNotAnswering" | "AccountUnconfirmed" | "Interrupted"> = {
	WrongAccount: {
		severity: "error",
		cause: "The credentials belong to another account or Region than the Environment document names, or than before.",
		message: ({ environment, differences, carriedOut }) =>
			[
				`Environment "${environment}" ${differences.map(difference).join(" and ")}. Nothing is planned.`,
				...carriedOut.map(({ operation, account }) => `${operation} was executed in account ${account}.`),
			].join(" "),
		remediation: ({ differences, carriedOut }) =>
			[
				differences.some(({ isNamed }) => isNamed)
					? "Check the credentials, the Region, and `account` and `region` in the Environment document."
					: "Check the credentials and the endpoint. If the change is intended, restart evenkeel, and set `account` in the Environment document.",
				...(carriedOut.length > 0 ? ["In the other account, undo each call that the message names."] : []),
			].join(" "),
	},
	AwsNotAnswering: {
		severity: "error",
		cause: "AWS does not return the account of the credentials.",
		message: ({ cause }, word) => `AWS does not answer, so nothing is planned: ${sentence(word(cause))}`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	AccountUnconfirmed: {
		severity: "warning",
		cause: "Another account may have answered after the plan was made, so the plan is discarded.",
		message: () => "The plan is discarded: another account may have answered after it was made.",
		remediation: "It is retried. If it persists, check the credentials and the endpoint.",
	},
	Interrupted: {
		severity: "info",
		cause: "The command was interrupted before everything was observed, so nothing is planned.",
		message: () => "Interrupted before everything was observed, so nothing is planned.",
		remediation: "Run the command again.",
	},
};

function difference({ what, expected, answering, isNamed }: AccountDifference): string {
	const says = what === "account" ? "AWS answers as account" : "AWS answers from";
	return isNamed
		? `is for ${what} ${expected}, but ${says} ${answering}`
		: `was applied to ${what} ${expected} so far, but now ${says} ${answering}`;
}
