/** ECS as a service of the embedded AWS. */
import * as sdk from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws-error.ts";
import type { EmulatorService } from "../../service.ts";
import { sdkProtocol } from "../../wire/sdk-protocol.ts";
import { type EcsSettings, startEcs } from "./ecs.ts";
import { rates } from "./rates.ts";
import type { EcsTools } from "./tools.ts";

/** Clusters, task definitions, services, tasks and container instances. */
export const ecs: EmulatorService<"ecs", EcsSettings, EcsTools> = {
	name: "ecs",
	title: "ECS",
	protocol: sdkProtocol({
		sdk,
		client: sdk.ECSClient,
		validationError: "InvalidParameterException",
		// `deploymentCircuitBreaker: {}` turns the circuit breaker off (ECS API reference, UpdateService).
		lenientStructures: ["DeploymentCircuitBreaker"],
	}),
	rates,
	refusals: {
		throttled: "ThrottlingException",
		accessDenied: "AccessDeniedException",
		internalFailure: { code: "ServerException", message: "These errors are usually caused by a server issue." },
	},
	oneAtATime: {
		RegisterTaskDefinition: {
			member: "family",
			busy: () =>
				new AwsError(
					"ClientException",
					"Too many concurrent attempts to create a new revision of the specified family.",
				),
		},
	},
	lists: { paged: /^List(?!Tags)/, token: "nextToken", more: ["nextToken"], notItems: ["failures"] },
	start: startEcs,
};
