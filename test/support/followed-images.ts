/** Services that follow the digest of one image: their manifests, and how often they were deployed. */
import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import type { Files, VirtualWorld } from "./virtual-world.ts";

/** What the manifests say other than in most tests. */
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
	const service = (name: string) => `---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: ${name} }
policy: { ${policy} }
spec:
  cluster: shop
  taskDefinition: web
  launchType: FARGATE
  desiredCount: 1
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-a] } }
`;
	return {
		"environment.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: prod }
spec: { owner: test, rollouts: ${rollouts} }
`,
		"shop.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: web }
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  executionRoleArn: arn:aws:iam::111122223333:role/ecsTaskExecutionRole
  containerDefinitions: [{ name: web, image: "${image}" }]
${names.map(service).join("")}`,
	};
}

/** How many deployments a service of the cluster `shop` has had. */
export async function deploymentsOf({ ecs }: VirtualWorld, name = "web"): Promise<number> {
	const all = await ecs.send(new ListServiceDeploymentsCommand({ cluster: "shop", service: name }));
	return all.serviceDeployments?.length ?? 0;
}
