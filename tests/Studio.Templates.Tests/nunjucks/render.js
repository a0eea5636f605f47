// Renders {"template","variables"} lines from standard input with nunjucks, one JSON text per line.
const nunjucks = require('nunjucks');
const environment = new nunjucks.Environment(null, { autoescape: false });
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const { template, variables } = JSON.parse(line);
  console.log(JSON.stringify(environment.renderString(template, variables)));
});
