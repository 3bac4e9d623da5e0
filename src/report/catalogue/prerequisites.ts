/** The wording of missing prerequisites: what an action names and AWS does not have. */
import { sentence, type Wordings } from "./wording.ts";

export const prerequisites: Wordings<
	| "ImageMissing"
	| "LogGroupMissing"
	| "RoleMissing"
	| "RoleUnderOtherPath"
	| "RoleNotTrusted"
	| "TargetGroupMissing"
	| "TargetGroupOfOtherType"
	| "TargetGroupWithoutListener"
	| "PreflightIncomplete"
> = {
	PreflightIncomplete: {
		severity: "warning",
		cause: "Part of the `preflight` check is not possible.",
		message: ({ cause }) => `Part of the preflight check is not possible: ${sentence(cause)}`,
	},
	ImageMissing: {
		severity: "warning",
		cause: "The image registry does not have the image.",
		message: ({ image, said }) => `Waiting for the image ${image}: ${sentence(said)}`,
		remediation: "Push the image, or correct its name.",
	},
	LogGroupMissing: {
		severity: "warning",
		cause: "The log group does not exist.",
		message: ({ logGroup, region }) => `Waiting for the log group ${logGroup}, which does not exist in ${region}.`,
		remediation: 'Create the log group, or let the log driver create it with `awslogs-create-group: "true"`.',
	},
	RoleMissing: {
		severity: "warning",
		cause: "The role does not exist.",
		message: ({ role }) => `Waiting for the role ${role}, which does not exist in IAM.`,
		remediation: "Create the role, or correct its name.",
	},
	RoleUnderOtherPath: {
		severity: "warning",
		cause: "IAM has a role of that name under another path.",
		message: ({ role, arn }) => `Waiting for the role ${role}: IAM has a role of that name under another path, ${arn}.`,
		remediation: "Write the role with its path, or create the named role.",
	},
	RoleNotTrusted: {
		severity: "warning",
		cause: "The trust policy of the role does not allow the service to assume it.",
		message: ({ role, service }) =>
			`Waiting until ${service} may assume the role ${role}, whose trust policy does not allow it.`,
		remediation: ({ service }) => `Allow sts:AssumeRole for ${service} in the role's trust policy.`,
	},
	TargetGroupMissing: {
		severity: "warning",
		cause: "The target group does not exist.",
		message: ({ targetGroup, arn, region }) =>
			`Waiting for the target group ${targetGroup}: ${region} has none with the ARN ${arn}.`,
		remediation: "Create the target group, or correct its ARN.",
	},
	TargetGroupOfOtherType: {
		severity: "warning",
		cause: "The target group takes targets of another type than the tasks need.",
		message: ({ targetGroup, wanted, actual }) =>
			`Waiting for a target group of the type ${wanted}: ${targetGroup} has the type ${actual}, which ECS rejects for tasks in ` +
			"awsvpc mode.",
		remediation: ({ wanted }) => `Create a target group of the type ${wanted}, and write its ARN.`,
	},
	TargetGroupWithoutListener: {
		severity: "warning",
		cause: "No listener forwards to the target group.",
		message: ({ targetGroup }) =>
			`Waiting for a load balancer in front of the target group ${targetGroup}: no listener forwards to it, and ECS rejects it ` +
			"until one does.",
		remediation: "Add a listener or a rule that forwards to the target group.",
	},
};
