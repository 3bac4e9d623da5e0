/** Reason codes of log groups. */
export {};

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** Remediation for fields that AWS cannot change. */
		DeclareOtherLogGroup: NoParams;
	}
}
