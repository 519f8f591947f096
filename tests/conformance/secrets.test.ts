import { describeSecretsConformance } from "./secrets";
import { placesOf } from "./places";

for (const [name, place] of placesOf("secrets")) describeSecretsConformance(name, place);
