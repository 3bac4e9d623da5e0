/** A small shop whose calls name an image, two roles, a log group and a target group, for tests of preflight. */
import type { Files } from "./virtual-world.ts";

const account = "123456789012";
const region = "ap-northeast-1";

/** The resources that the manifests name, as the embedded AWS lists them if they are ARNs. */
export const shop = {
	image: "ghcr.io/shop/web:1.4.2",
	taskRole: `arn:aws:iam::${account}:role/shop/web`,
	executionRole: `arn:aws:iam::${account}:role/ecsTaskExecutionRole`,
	logGroup: `arn:aws:logs:${region}:${account}:log-group:/ecs/web`,
	targetGroup: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web/6d0ecf831eec9f09`,
};

/** All kinds that can be listed. */
export const shopIds: readonly string[] = [shop.taskRole, shop.executionRole, shop.logGroup, shop.targetGroup];

/** @param names services, each with its own task definition. */
export function shopManifests({
	preflight = "[images, roles, logGroups, targetGroups]",
	environment = "",
	desiredCount = 1,
	names = ["web"],
	image = shop.image,
}: {
	readonly preflight?: string;
	/** Additional lines of the environment's spec. */
	readonly environment?: string;
	readonly desiredCount?: number;
	readonly names?: readonly string[];
	readonly image?: string;
} = {}): Files {
	return {
		"environment.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: prod }
spec:
  owner: test
  preflight: ${preflight}
  ${environment}
`,
		"cluster.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
`,
		...Object.fromEntries(names.map((name) => [`${name}.yaml`, manifestsOf(name, image, desiredCount)])),
	};
}

function manifestsOf(name: string, image: string, desiredCount: number): string {
	return `
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: ${name} }
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  taskRoleArn: ${shop.taskRole}
  executionRoleArn: ecsTaskExecutionRole
  containerDefinitions:
    - name: web
      image: ${image}
      portMappings: [{ containerPort: 80 }]
      logConfiguration:
        logDriver: awslogs
        options: { awslogs-group: /ecs/web, awslogs-region: ${region}, awslogs-stream-prefix: web }
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: ${name} }
spec:
  cluster: shop
  taskDefinition: ${name}
  launchType: FARGATE
  desiredCount: ${desiredCount}
  loadBalancers: [{ targetGroupArn: "${shop.targetGroup}", containerName: web, containerPort: 80 }]
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-a] } }
`;
}
