/** The wording of the reasons of log groups. */
import type { Wordings } from "./wording.ts";

export const logGroups: Wordings<"DeclareOtherLogGroup"> = {
	DeclareOtherLogGroup: {
		severity: "info",
		cause: "What to do about fields of a log group that AWS cannot change.",
		message: () => "Declare a log group with another name, and let the containers write to that one.",
	},
};
