/**
 * Generates the manifests of a large fleet: one cluster and namespace per thousand services, and for each service its
 * own registry and task definition, so that every kind grows with the fleet.
 */
import type { Files } from "../test/support/virtual-world.ts";

/** AWS allows 5,000 services per cluster; teams use fewer. */
const servicesOfACluster = 1_000;
/** A folder can have 2,000 files, so a large fleet puts several services into one file. */
const servicesOfAFile = 5;

/** The files of a fleet by name. `desiredCount` applies to every service. */
export function fleet(services: number, desiredCount = 1): Files {
	const files: Record<string, string> = { "environment.yaml": environment };
	for (let first = 0; first < services; first += servicesOfACluster) {
		files[`cluster-${first / servicesOfACluster}.yaml`] = cluster(first / servicesOfACluster);
	}
	for (let first = 0; first < services; first += servicesOfAFile) {
		const count = Math.min(servicesOfAFile, services - first);
		const texts = Array.from({ length: count }, (_, offset) => service(first + offset, desiredCount));
		files[`services-${first}.yaml`] = texts.join("---\n");
	}
	return files;
}

/** The AWS names of one service of the fleet. */
export function namesOf(index: number): { readonly cluster: string; readonly service: string } {
	return { cluster: `fleet-${Math.floor(index / servicesOfACluster)}`, service: `service-${index}` };
}

const environment = `apiVersion: evenkeel/v1alpha1
kind: Environment
metadata:
  name: fleet
spec:
  owner: bench
  prune: listed
`;

function cluster(number: number): string {
	return `apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata:
  name: fleet-${number}
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: Namespace
metadata:
  name: fleet-${number}.internal
spec:
  Type: DNS_PRIVATE
  Vpc: vpc-0e8a1c5d9f3b27460
`;
}

function service(index: number, desiredCount: number): string {
	const { cluster: clusterName, service: name } = namesOf(index);
	return `apiVersion: evenkeel/v1alpha1
kind: Registry
metadata:
  name: ${name}
spec:
  NamespaceId: ${clusterName}.internal
  DnsConfig:
    DnsRecords: [{ Type: A, TTL: 30 }]
  HealthCheckCustomConfig: { FailureThreshold: 1 }
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata:
  name: ${name}
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: 256
  memory: 512
  executionRoleArn: arn:aws:iam::123456789012:role/ecsTaskExecutionRole
  containerDefinitions:
    - name: web
      image: 123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/${name}:1
      essential: true
      portMappings: [{ containerPort: 8080, protocol: tcp }]
      environment:
        - { name: PORT, value: "8080" }
        - { name: LEVEL, value: info }
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata:
  name: ${name}
spec:
  cluster: ${clusterName}
  taskDefinition: ${name}
  launchType: FARGATE
  desiredCount: ${desiredCount}
  deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 }
  networkConfiguration:
    awsvpcConfiguration:
      subnets: [subnet-0a1b2c3d4e5f60718, subnet-0b2c3d4e5f6071829]
      securityGroups: [sg-0c3d4e5f607182930]
  serviceRegistries:
    - registry: ${clusterName}.internal/${name}
  tags: [{ key: team, value: fleet }]
`;
}
