/** Runs the aws CLI against one endpoint: its JSON answers, and its messages for AWS's errors. */
import { awsEnvironment, type Ended, outputOf, runProcess } from "./process.ts";
import { toolPath } from "./tools.ts";

export interface AwsCli {
	/** Runs a command line that must succeed, and returns its answer; undefined if it prints none. */
	// biome-ignore lint/suspicious/noExplicitAny: the answers are JSON of many shapes, and every test names the members it reads.
	readonly run: (commandLine: string) => Promise<any>;
	/** Runs a command line that can fail. */
	readonly attempt: (commandLine: string) => Promise<Ended>;
}

/** Words are separated by spaces; a word with spaces is in single quotes. */
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
