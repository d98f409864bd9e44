using Atelier.Cli.Shell;

return await App.RunAsync(args, Console.Out, Console.Error);
