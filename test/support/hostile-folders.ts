// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Folders of a hostile author: small to send and expensive to process, each aimed at one place where work or memory
 * could grow faster than the text. `size` scales them; the test compares two sizes, and the benchmark prints the times
 * of large ones.
 */

export interface HostileFolder {
	/** The growing input, as the subject of a test's name. */
	readonly name: string;
	/** A size at which growth is measurable; the smaller one of the two that are compared. */
	readonly size: number;
	/** The files of a folder of this size; twice the size is about twice the text. */
	readonly files: (size: number) => Readonly<Record<string, string>>;
}

/** A manifest with these lines under `spec` and these at the top level. */
function manifest(kind: string, name: string, spec: readonly string[], top: readonly string[] = []): string {
	const body = spec.length === 0 ? ["spec: {}"] : ["spec:", ...spec.map((line) => `  ${line}`)];
	return ["apiVersion: evenkeel/v1alpha1", `kind: ${kind}`, `metadata: { name: ${name} }`, ...top, ...body, ""].join(
		"\n",
	);
}

function environment(...spec: readonly string[]): string {
	return manifest("Environment", "e", ["owner: o", ...spec]);
}

function times<Result>(count: number, make: (index: number) => Result): Result[] {
	return Array.from({ length: count }, (_, index) => make(index));
}

/** Documents distributed over as many files as their limits require. */
function inFiles(documents: readonly string[]): Record<string, string> {
	const files: Record<string, string> = {};
	let texts: string[] = [];
	let bytes = 0;
	const end = () => {
		if (texts.length > 0) files[`m${Object.keys(files).length}.yaml`] = texts.join("---\n");
		texts = [];
		bytes = 0;
	};
	for (const text of documents) {
		if (texts.length === 200 || bytes + text.length > 250_000) end();
		texts.push(text);
		bytes += text.length + 4;
	}
	end();
	return files;
}

const connected = (...services: readonly string[]) => [
	"cluster: c",
	"taskDefinition: family:1",
	`serviceConnectConfiguration: { enabled: true, namespace: n, services: [${services.join(", ")}] }`,
];
const shared = [manifest("Cluster", "c", []), manifest("Namespace", "n", ["Type: HTTP"])];

export const hostileFolders: readonly HostileFolder[] = [
	{
		name: "a large variable used in many documents",
		size: 20,
		files: (size) => ({
			"e.yaml": environment("variables:", `  BIG: ${"x".repeat(200_000)}`),
			...inFiles(
				times(size, (index) =>
					manifest("TaskDefinition", `t${index}`, [
						"containerDefinitions:",
						"  - name: web",
						"    image: web",
						"    memory: 9",
						"    environment:",
						...times(5, (variable) => `      - { name: V${variable}, value: "\${BIG}" }`),
					]),
				),
			),
		}),
	},
	{
		name: "a large variable used in valid documents",
		size: 10,
		files: (size) => ({
			"e.yaml": environment("variables:", `  BIG: ${"x".repeat(60_000)}`),
			...inFiles(
				times(size, (index) =>
					manifest("TaskDefinition", `t${index}`, [
						"containerDefinitions:",
						'  - { name: web, image: web, memory: 9, user: "${BIG}" }',
					]),
				),
			),
		}),
	},
	{
		name: "a large list used in many documents",
		size: 5,
		files: (size) => ({
			"e.yaml": environment("variables:", `  LIST: [${"{ key: a, value: b }, ".repeat(4_000)}]`),
			...inFiles(times(size, (index) => manifest("Cluster", `c${index}`, ['tags: "${LIST}"']))),
		}),
	},
	{
		name: "patches that all match all documents",
		size: 30,
		files: (size) => ({
			"e.yaml": environment(
				"defaults:",
				`  - { target: { kind: Cluster }, spec: { ${times(400, (key) => `k${key}: v`).join(", ")} } }`,
				"patches:",
				...times(100, (index) => `  - { target: { kind: Cluster }, spec: { k${index}: w } }`),
			),
			...inFiles(times(5 * size, (index) => manifest("Cluster", `c${index}`, []))),
		}),
	},
	{
		name: "patches that each match one document by name",
		size: 60,
		files: (size) => ({
			"e.yaml": environment(
				"patches:",
				...times(size, (index) => `  - { target: { name: c${index} }, spec: { tags: [{ key: k, value: v }] } }`),
			),
			...inFiles(times(size, (index) => manifest("Cluster", `c${index}`, []))),
		}),
	},
	{
		name: "defaults that each match one document by label",
		size: 60,
		files: (size) => ({
			"e.yaml": environment(
				"defaults:",
				...times(size, (index) => `  - { target: { labels: { a: x, b: b${index} } }, spec: { settings: [] } }`),
			),
			...inFiles(
				times(size, (index) =>
					manifest("Cluster", `c${index}`, [])
						.replace("} }", "}")
						.replace(`name: c${index} }`, `name: c${index}, labels: { a: x, b: b${index} } }`),
				),
			),
		}),
	},
	{
		name: "deletions by the names of manifests",
		size: 60,
		files: (size) => ({
			"e.yaml": environment("deletions:", ...times(size, (index) => `  - Service/x${index}/y`)),
			...inFiles(times(size, (index) => manifest("Cluster", `c${index}`, [`clusterName: C${index}`]))),
		}),
	},
	{
		name: "documents with many errors each",
		size: 20,
		files: (size) =>
			inFiles(
				times(size, (index) =>
					manifest("Cluster", `c${index}`, [`{${times(60, (key) => `unknown${key}: 1`).join(", ")}}`]),
				),
			),
	},
	{
		name: "documents of an unknown kind",
		size: 60,
		files: (size) => inFiles(times(size, () => "kind: X\n")),
	},
	{
		name: "registries of one name, referred to by it",
		size: 60,
		files: (size) =>
			inFiles([
				...shared,
				...times(size, (index) => manifest("Namespace", `n${index}`, ["Type: HTTP"])),
				...times(size, (index) => manifest("Registry", "r", [`NamespaceId: n${index}`])),
				...times(size, (index) =>
					manifest("Service", `s${index}`, [
						"cluster: c",
						"taskDefinition: family:1",
						`serviceRegistries: [{ registry: ${index % 2 ? "r" : `n${index}/r`} }]`,
					]),
				),
			]),
	},
	{
		name: "long names that refer to nothing",
		size: 60,
		files: (size) =>
			inFiles(
				times(size, (index) => {
					const name = `${"a".repeat(70)}${String(index).padStart(8, "0")}`;
					return manifest("Service", name, [`cluster: b${name.slice(1)}`, "taskDefinition: family:1"]);
				}),
			),
	},
	{
		name: "services that all use all others",
		size: 60,
		files: (size) =>
			inFiles([
				...shared,
				...times(size, (index) =>
					manifest(
						"Service",
						`server${index}`,
						connected(`{ portName: p, discoveryName: d${index}, clientAliases: [{ port: 80 }] }`),
					),
				),
				...times(size, (index) => manifest("Service", `client${index}`, connected())),
			]),
	},
	{
		name: "services that offer one endpoint",
		size: 60,
		files: (size) =>
			inFiles([
				...shared,
				...times(size, (index) =>
					manifest("Service", `s${index}`, connected("{ portName: p, clientAliases: [{ port: 80, dnsName: d }] }")),
				),
			]),
	},
	{
		name: "endpoints without a port mapping",
		size: 60,
		files: (size) =>
			inFiles([
				...shared,
				manifest("TaskDefinition", "t", [
					"containerDefinitions:",
					"  - name: web",
					"    image: web",
					"    memory: 9",
					`    portMappings: [${times(size, (index) => `{ name: p${index}, containerPort: 80 }`).join(", ")}]`,
				]),
				manifest("Service", "s", [
					"cluster: c",
					"taskDefinition: t",
					"serviceConnectConfiguration:",
					"  enabled: true",
					"  namespace: n",
					`  services: [${times(size, (index) => `{ portName: q${index}, clientAliases: [{ port: 80 }] }`).join(", ")}]`,
				]),
			]),
	},
	{
		name: "variables of one container that look like credentials",
		size: 60,
		files: (size) =>
			inFiles([
				manifest("TaskDefinition", "t", [
					"containerDefinitions:",
					"  - name: web",
					"    image: web",
					"    memory: 9",
					`    environment: [${times(size, (index) => `{ name: V${index}_TOKEN, value: x }`).join(", ")}]`,
				]),
			]),
	},
	{
		name: "containers that depend on one another in a chain",
		size: 60,
		files: (size) =>
			inFiles([
				manifest("TaskDefinition", "t", [
					"containerDefinitions:",
					...times(
						size,
						(index) =>
							`  - { name: c${index}, image: i, memory: 9, dependsOn: [{ containerName: c${index + 1}, condition: START }] }`,
					),
					`  - { name: c${size}, image: i, memory: 9 }`,
				]),
			]),
	},
	{
		name: "folders that are included one by one",
		size: 60,
		files: (size) => ({
			"env/e.yaml": environment("include:", ...times(size, (index) => `  - ../d${index}`)),
			...Object.fromEntries(times(size, (index) => [`d${index}/m.yaml`, manifest("Cluster", `c${index}`, [])])),
		}),
	},
	{
		name: "folders that are environments themselves",
		size: 60,
		files: (size) => Object.fromEntries(times(size, (index) => [`d${index}/e.yaml`, environment()])),
	},
	{
		name: "list items that policy.ignore lists",
		size: 60,
		files: (size) =>
			inFiles([
				manifest(
					"Cluster",
					"c",
					["settings: []"],
					[`policy: { ignore: [${times(size, (index) => `/settings/x${index}/value`).join(", ")}] }`],
				),
			]),
	},
	{
		name: "lists of many items",
		size: 2,
		files: (size) => inFiles(times(size, () => `kind: X\nspec: [${"a,".repeat(4_900)}]\n`)),
	},
	{
		name: "lists of many maps",
		size: 1,
		files: (size) => inFiles(times(size, () => `kind: X\nspec: [${"{a: b},".repeat(4_900)}]\n`)),
	},
	{
		name: "maps of many keys",
		size: 1,
		files: (size) => inFiles(times(size, () => `kind: X\nspec: {${times(1_900, (key) => `k${key}: v`).join(", ")}}\n`)),
	},
];
