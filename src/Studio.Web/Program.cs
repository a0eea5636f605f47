using Studio.Web;

return await StudioWebApplication.RunAsync(args);
