/** The wording of why services wait, are blocked, or have a planned action. */
import { listed } from "../../lib/listed.ts";
import { sentence, type Wordings } from "./wording.ts";

export const services: Wordings<
	| "RollbackInProgress"
	| "RolledBack"
	| "RunningRevisionNotObserved"
	| "TasksStopping"
	| "NewEndpointNotUsed"
	| "ShortArn"
	| "UseCapacityProviderStrategy"
	| "ReplaceService"
	| "DeclareOtherService"
	| "NotShownByEcs"
	| "ScaledToZero"
	| "NewRedeployValue"
	| "RecordRedeploy"
	| "RedeploySucceeded"
	| "RegistryRecreated"
	| "NewEndpoint"
	| "NewDigest"
	| "ImageTagUnknown"
	| "DigestNotDeployed"
> = {
	RollbackInProgress: {
		severity: "warning",
		cause: "ECS is rolling back the last deployment.",
		message: ({ status, said }) =>
			`ECS is rolling back the last deployment (${status}).${said ? ` ECS says: ${sentence(said)}` : ""}`,
	},
	RolledBack: {
		severity: "error",
		cause: "ECS rolled back a deployment of exactly this content, or a user stopped it.",
		message: ({ status, taskDefinition, said }) =>
			`ECS rolled back ${taskDefinition ? `the deployment of ${taskDefinition}` : "its deployment"} (${status}).` +
			(said.length > 0 ? ` ECS says: ${sentence(said.join(" / "))}` : ""),
		remediation: "Fix the cause, then change its content or `policy.redeploy` to deploy it again.",
	},
	RunningRevisionNotObserved: {
		severity: "info",
		cause: "CI may have registered the running revision, so its task definition is observed first.",
		message: ({ revision, target }) =>
			`Waiting until ${target} is observed: the service runs ${revision}, which CI may have registered.`,
	},
	TasksStopping: {
		severity: "info",
		cause: "The tasks of the service to delete are stopping.",
		message: () => "Deletion waits until its tasks have stopped.",
	},
	NewEndpointNotUsed: {
		severity: "warning",
		cause:
			"A Service Connect endpoint that it uses was created after its last deployment, so its tasks cannot resolve it.",
		message: newerEndpoints,
		remediation: "To redeploy it automatically, write `policy: { onNewEndpoint: redeploy }` in its manifest.",
	},
	ShortArn: {
		severity: "warning",
		cause: "The service has an ARN of the old format, and AWS does not tag such services.",
		message: () => "Its ARN has the old format, without the cluster, and AWS does not tag such services.",
		remediation: "Write `policy: { mode: observe }` in its manifest, or delete the service; evenkeel recreates it.",
	},
	UseCapacityProviderStrategy: {
		severity: "info",
		cause: "The remediation for the launch type of a service, which AWS cannot change.",
		message: () => "Write a `capacityProviderStrategy` instead, such as FARGATE or FARGATE_SPOT, which ECS can change.",
	},
	ReplaceService: {
		severity: "info",
		cause: "The remediation for a field of a service that only a new service can have.",
		message: () => "Delete the service; evenkeel recreates it.",
	},
	DeclareOtherService: {
		severity: "info",
		cause: "The remediation for a field of a service that AWS cannot change.",
		message: () => "Declare a service with another name.",
	},
	NotShownByEcs: {
		severity: "info",
		cause: "The remediation for a field of a service that ECS does not show.",
		message: () => "ECS does not show the field; set it with the AWS CLI.",
	},
	ScaledToZero: {
		severity: "info",
		cause: "The service is scaled to 0 before it is deleted.",
		message: ({ before }, word) => `Scaled to 0 before it is deleted. ${word(before)}`,
	},
	NewRedeployValue: {
		severity: "info",
		cause: "`policy.redeploy` has a new value.",
		message: () => "policy.redeploy has a new value.",
	},
	RecordRedeploy: {
		severity: "info",
		cause: "A new value of `policy.redeploy` is recorded before its deployment starts.",
		message: () => "policy.redeploy has a new value, which is recorded before its deployment starts.",
	},
	RedeploySucceeded: {
		severity: "info",
		cause: "The deployment that `policy.redeploy` requested succeeded.",
		message: () =>
			"The deployment that policy.redeploy requested succeeded. This is recorded, so that it is not repeated.",
	},
	RegistryRecreated: {
		severity: "warning",
		cause: "Its registry was recreated with the same id, and ECS registers only new tasks in it.",
		message: ({ registry }) =>
			`${registry} was recreated after the deployment, and ECS registers only new tasks in it.`,
	},
	NewEndpoint: {
		severity: "info",
		cause: "A Service Connect endpoint that it uses was created after its last deployment.",
		message: newerEndpoints,
	},
	NewDigest: {
		severity: "info",
		cause: "The image registry has a new image for a tag that the service runs.",
		message: ({ image, digest, deployed }) =>
			`The image registry has ${digest} for ${image}, but the service runs ${deployed}.`,
	},
	ImageTagUnknown: {
		severity: "warning",
		cause: "The image registry did not return the image of a tag.",
		message: ({ image, said }) => `It is unknown whether ${image} has a new digest: ${sentence(said)}`,
		remediation: "It is retried. If it persists, check the image registry and the credentials for it.",
	},
	DigestNotDeployed: {
		severity: "warning",
		cause: "A deployment for a new image did not change the digest that ECS runs.",
		message: ({ image, digest, deployed }) =>
			`It was redeployed for ${digest} of ${image}, but ECS still runs ${deployed}.`,
		remediation:
			"Check the deployment in the service's events, or write the image with its digest in the task definition.",
	},
};

function newerEndpoints({ endpoints }: { readonly endpoints: readonly string[] }): string {
	return endpoints.length === 1
		? `The Service Connect endpoint ${endpoints[0]} was created after this service's last deployment, so its tasks cannot resolve it.`
		: `The Service Connect endpoints ${listed(endpoints)} were created after this service's last deployment, so its tasks cannot resolve them.`;
}
