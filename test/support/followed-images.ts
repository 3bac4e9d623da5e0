/** Manifests of services that follow the digest of one image, and their number of deployments. */
import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { doc, environment, fargateDefinition, fargateService } from "./manifests.ts";
import type { Files, VirtualWorld } from "./virtual-world.ts";

/** ECS requires one to pull from ECR. */
const role = "executionRoleArn: arn:aws:iam::111122223333:role/ecsTaskExecutionRole";

/** Overrides of the manifests. */
export interface Said {
	readonly names?: readonly string[];
	readonly policy?: string;
	/** The environment's `rollouts`. */
	readonly rollouts?: string;
}

export function followingManifests(
	image: string,
	{ names = ["web"], policy = "followDigest: true", rollouts = "{}" }: Said = {},
): Files {
	const more = "deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }";
	const services = names.map((name) => fargateService(name, { policy: `{ ${policy} }`, more }));
	return {
		"environment.yaml": environment(`rollouts: ${rollouts}`),
		"shop.yaml": [doc("Cluster", "shop"), fargateDefinition("web", image, "", role), ...services].join("---\n"),
	};
}

/** The number of deployments of a service in the cluster `shop`. */
export async function deploymentsOf({ ecs }: VirtualWorld, name = "web"): Promise<number> {
	const all = await ecs.send(new ListServiceDeploymentsCommand({ cluster: "shop", service: name }));
	return all.serviceDeployments?.length ?? 0;
}
