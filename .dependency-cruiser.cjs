// The floors of src/, from docs/DESIGN.md: imports point down only, and two folders on one floor do not import each other.
const floors = [
	["lib"],
	["aws", "emulator"],
	["model", "images"],
	["plan", "kinds"],
	["source", "manifest", "report", "discovery", "preflight"],
	["controller"],
	["commands"],
];

const forbidden = floors.flatMap((floor, level) =>
	floor.map((folder) => {
		const above = floors.slice(level + 1).flat();
		const beside = floor.filter((other) => other !== folder);
		return {
			name: `${folder}-imports-down-only`,
			comment: `src/${folder} stands on floor ${level}: it may import only floors below it.`,
			severity: "error",
			from: { path: `^src/${folder}/` },
			to: { path: `^src/((${[...above, ...beside].join("|")})/|main\\.ts)` },
		};
	}),
);

module.exports = {
	forbidden: [
		...forbidden,
		{
			name: "emulator-stands-alone",
			comment: "The embedded AWS shares no code with the controller beyond lib/: they would share mistakes.",
			severity: "error",
			from: { path: "^src/emulator/" },
			to: { path: "^src/(?!emulator/|lib/)" },
		},
		{
			name: "emulated-services-stand-apart",
			comment: "A service of the embedded AWS uses another one through a port only, see src/emulator/ports.ts.",
			severity: "error",
			from: { path: "^src/emulator/services/([^/]+)/" },
			to: { path: "^src/emulator/services/", pathNot: "^src/emulator/services/$1/" },
		},
		{
			name: "emulated-services-in-one-list",
			comment:
				"The embedded AWS reaches its services through services/list.ts only, so that adding one touches nothing else.",
			severity: "error",
			from: { path: "^src/emulator/(?!services/)" },
			to: { path: "^src/emulator/services/(?!list\\.ts)" },
		},
		{
			name: "planning-is-pure",
			comment: "Planning and the model may not reach the file system, the network or the process.",
			severity: "error",
			from: { path: "^src/(plan|model|kinds)/" },
			to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
		},
		{
			name: "sdk-values-in-two-places",
			comment:
				"Only src/aws, and the emulator's wire protocols and service declarations, import values from the AWS SDK; the rest imports types.",
			severity: "error",
			from: { path: "^src/", pathNot: "^src/(aws/|emulator/wire/sdk-|emulator/services/[^/]+/service\\.ts)" },
			to: { path: "node_modules/(@aws-sdk|@smithy)/", dependencyTypesNot: ["type-only"] },
		},
		{
			name: "no-cycles",
			comment: "Type-only imports count as well.",
			severity: "error",
			from: {},
			to: { circular: true },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: { conditionNames: ["import", "node", "default"] },
	},
};
