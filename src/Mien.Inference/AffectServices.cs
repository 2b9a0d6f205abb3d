using Microsoft.Extensions.DependencyInjection;
using Mien.Imaging;

namespace Mien.Inference;

/// <summary>Puts models into a container of services.</summary>
public static class AffectServices
{
    /// <summary>Adds one <see cref="AffectModel"/> for the whole program: loaded when it is first asked for, released with the container.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="path">The .onnx file, as for <see cref="AffectModel.Load"/>.</param>
    /// <param name="configure">How it works; null, the default, for the defaults with the container's <see cref="IFaceDetector"/>, where it has one.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddAffectModel(this IServiceCollection services, string path, Func<IServiceProvider, AffectOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddSingleton(provider =>
            AffectModel.Load(path, configure?.Invoke(provider) ?? new() { Detector = provider.GetService<IFaceDetector>() }));
    }
}
