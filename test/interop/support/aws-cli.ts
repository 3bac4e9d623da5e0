/** The aws CLI as a person types it, against one endpoint: its JSON answers, and what it says when AWS refuses. */
import { awsEnvironment, type Ended, outputOf, runProcess } from "./process.ts";
import { toolPath } from "./tools.ts";

export interface AwsCli {
	/** Runs a command line that has to succeed, and gives its answer; undefined where it prints none. */
	// biome-ignore lint/suspicious/noExplicitAny: the answers are JSON of many shapes, and every test names the members it reads.
	readonly run: (commandLine: string) => Promise<any>;
	/** Runs one that may be refused. */
	readonly attempt: (commandLine: string) => Promise<Ended>;
}

/** Words are split at blanks; a word that has blanks of its own stands in single quotes. */
export function awsCli(url: string): AwsCli {
	const options = { env: awsEnvironment(url) };
	const command = toolPath("python-clients", "aws");
	return {
		run: async (commandLine) => {
			const out = await outputOf(command, words(commandLine), options);
			return out.trim() === "" ? undefined : JSON.parse(out);
		},
		attempt: (commandLine) => runProcess(command, words(commandLine), options),
	};
}

function words(commandLine: string): readonly string[] {
	return [...commandLine.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
