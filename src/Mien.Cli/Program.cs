using System.CommandLine;

var root = new RootCommand("Mien: from a folder of face pictures to a trained, evaluated and served model of expression.");
return root.Parse(args).Invoke();
