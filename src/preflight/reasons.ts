/** The reason codes of prerequisites that do not exist, or that the call cannot use. */
export {};

declare module "../model/reason.ts" {
	interface ReasonParams {
		/** `said`: what the image registry answers. */
		ImageMissing: { readonly image: string; readonly said: string };
		LogGroupMissing: { readonly logGroup: string; readonly region: string };
		RoleMissing: { readonly role: string };
		/** IAM has a role of that name under another path. */
		RoleUnderOtherPath: { readonly role: string; readonly arn: string };
		/** The role's trust policy does not let `service` assume it. */
		RoleNotTrusted: { readonly role: string; readonly service: string };
		TargetGroupMissing: { readonly targetGroup: string; readonly arn: string; readonly region: string };
		TargetGroupOfOtherType: { readonly targetGroup: string; readonly wanted: string; readonly actual: string };
		/** No listener forwards to it. */
		TargetGroupWithoutListener: { readonly targetGroup: string };
	}
}
