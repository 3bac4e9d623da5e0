/** The reason codes of log groups. */
export {};

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** What to do about fields that AWS cannot change. */
		DeclareOtherLogGroup: NoParams;
	}
}
