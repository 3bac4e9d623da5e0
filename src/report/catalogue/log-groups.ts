/** The wording of the reasons of log groups. */
import type { Wordings } from "./wording.ts";

export const logGroups: Wordings<"DeclareOtherLogGroup"> = {
	DeclareOtherLogGroup: {
		severity: "info",
		cause: "The remediation for fields of a log group that AWS cannot change.",
		message: () => "Declare a log group with another name, and configure the containers to write to it.",
	},
};
