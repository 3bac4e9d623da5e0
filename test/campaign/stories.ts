/**
 * The scenarios of the campaigns: each example story is created, changed by a commit that modifies every kind in it,
 * and deleted. The example files are those that users copy, so the tests cover what users meet.
 */
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import type { Identity } from "../../src/model/identity.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { changed, exampleStory, tornDown, withDeletions } from "../support/example-manifests.ts";
import { type Stranger, strangersOf } from "./strangers.ts";

/** The folder in one stage of a scenario. */
export interface Stage {
	readonly name: "birth" | "change" | "teardown";
	readonly manifests: Snapshot;
}

export interface Scenario {
	readonly story: Story;
	readonly stages: readonly Stage[];
	/** The declared identities of the story. */
	readonly identities: readonly Identity[];
	/** Resources that exist before it and must exist unchanged after it. */
	readonly strangers: readonly Stranger[];
}

type Change = readonly [file: string, from: string, to: string];

const tagged = "tags: [{ key: changed, value: 'yes' }]";
const described: readonly [from: string, to: string] = [
	"Type: DNS_PRIVATE",
	"Type: DNS_PRIVATE\n  Description: changed",
];

/** One commit per story: it changes every kind that AWS lets change. */
const changes = {
	"fargate-a-records": [
		["cluster.yaml", "value: test-ecs-cluster", "value: changed"],
		["cluster.yaml", "value: disabled", "value: enabled"],
		["discovery.yaml", ...described],
		["discovery.yaml", "TTL: 30", "TTL: 60"],
		["service.yaml", "cpu: 256", "cpu: 512"],
		["service.yaml", "memory: 512", "memory: 1024"],
		["service.yaml", "desiredCount: 1", "desiredCount: 2"],
	],
	"golang-app": [
		["cluster.yaml", "spec: {}", `spec: { ${tagged} }`],
		["discovery.yaml", ...described],
		["discovery.yaml", "TTL: 10", "TTL: 20"],
		["service.yaml", "go-ecs-app:latest", "go-ecs-app:2"],
		["service.yaml", 'redeploy: "1"', 'redeploy: "2"'],
	],
	"bridge-srv": [
		["cluster.yaml", "spec:", `spec:\n  ${tagged}`],
		["discovery.yaml", "Description: Services on", "Description: The services on"],
		["discovery.yaml", "TTL: 10", "TTL: 20"],
		["service.yaml", "nginx:1.27-alpine", "nginx:1.28-alpine"],
		["service.yaml", "desiredCount: 1", "desiredCount: 2"],
	],
	"service-connect": [
		["cluster.yaml", "serviceConnectDefaults:", `${tagged}\n  serviceConnectDefaults:`],
		["cluster.yaml", ...described],
		["task-definition.yaml", "image: nginx", "image: nginx:1.28"],
		["server.yaml", "desiredCount: 1", "desiredCount: 2"],
	],
	"cloud-map-hands-on": [
		["discovery.yaml", ...described],
		["discovery.yaml", "TTL: 300", "TTL: 60"],
		["service.yaml", "spec: {}", `spec: { ${tagged} }`],
		["service.yaml", "httpd:2.4.41-alpine", "httpd:2.4.62-alpine"],
		["service.yaml", "desiredCount: 1", "desiredCount: 2"],
	],
} satisfies Readonly<Record<string, readonly Change[]>>;

export type Story = keyof typeof changes;

export const stories = Object.keys(changes) as readonly Story[];

/** The three stages of a story, among foreign resources whose disguises depend on `turn`. */
export async function scenarioOf(story: Story, turn = stories.indexOf(story)): Promise<Scenario> {
	const born = await exampleStory(story);
	const changedNow = (changes[story] as readonly Change[]).reduce(
		(snapshot, [file, from, to]) => changed(snapshot, `${story}/${file}`, from, to),
		born,
	);
	const identities = load(changedNow, { kinds, ownerFallback: "test" }).desired?.resources.map(
		({ identity }) => identity,
	);
	if (!identities?.length) throw new Error(`The story ${story} declares nothing once it is changed.`);
	const strangers = strangersOf(identities, turn);
	const tempting = strangers.map(({ identity }) => identity);
	return {
		story,
		identities,
		strangers,
		stages: [
			{ name: "birth", manifests: withDeletions(born, tempting) },
			{ name: "change", manifests: withDeletions(changedNow, tempting) },
			{ name: "teardown", manifests: tornDown(born, story, [...tempting, ...identities]) },
		],
	};
}
