// What the JavaScript of the tests uses and nobody has described.
declare module "lunr";
