/** Runs the story bridge-srv with one fault at each of its calls. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("bridge-srv");
