#include "codecs.h"

#include <lcms2.h>

/* 1 grey, 3 RGB, 4 CMYK; 0 where the profile cannot be read or is for something else. */
ATELIER_API int32_t atelier_icc_channels(const uint8_t *profile, size_t profile_size)
{
    cmsHPROFILE source = cmsOpenProfileFromMem(profile, (cmsUInt32Number)profile_size);
    if (!source)
        return 0;
    cmsColorSpaceSignature space = cmsGetColorSpace(source);
    cmsCloseProfile(source);
    return space == cmsSigGrayData ? 1 : space == cmsSigRgbData ? 3 : space == cmsSigCmykData ? 4 : 0;
}

/* Converts `count` pixels from an ICC profile to sRGB (relative colorimetric, clipped). `channels` 1 grey, 3 RGB, 4 CMYK
 * where `inverted` says that 255 means no ink; `bits` 8 or 16. The result is RGB of the same depth. */
ATELIER_API int32_t atelier_icc_to_srgb(const uint8_t *profile, size_t profile_size, const void *in, void *out, size_t count,
                                        int32_t channels, int32_t inverted, int32_t bits, char *message, int32_t message_size)
{
    cmsHPROFILE source = cmsOpenProfileFromMem(profile, (cmsUInt32Number)profile_size);
    if (!source) {
        atelier_say(message, message_size, "the colour profile cannot be read");
        return ATELIER_DAMAGED;
    }
    cmsColorSpaceSignature space = channels == 1 ? cmsSigGrayData : channels == 3 ? cmsSigRgbData : cmsSigCmykData;
    if (cmsGetColorSpace(source) != space) {
        cmsCloseProfile(source);
        atelier_say(message, message_size, "the colour profile is for another kind of picture");
        return ATELIER_MISMATCH;
    }
    int model = channels == 1 ? PT_GRAY : channels == 3 ? PT_RGB : PT_CMYK;
    cmsUInt32Number from = COLORSPACE_SH(model) | CHANNELS_SH(channels) | BYTES_SH(bits / 8) | FLAVOR_SH(inverted ? 1 : 0);
    cmsUInt32Number to = COLORSPACE_SH(PT_RGB) | CHANNELS_SH(3) | BYTES_SH(bits / 8);
    cmsHPROFILE target = cmsCreate_sRGBProfile();
    cmsHTRANSFORM transform = target ? cmsCreateTransform(source, from, target, to, INTENT_RELATIVE_COLORIMETRIC, 0) : NULL;
    if (target)
        cmsCloseProfile(target);
    cmsCloseProfile(source);
    if (!transform) {
        atelier_say(message, message_size, "the colour profile cannot be used for a conversion");
        return ATELIER_DAMAGED;
    }
    size_t in_pixel = (size_t)channels * (size_t)(bits / 8), out_pixel = 3 * (size_t)(bits / 8);
    for (size_t done = 0; done < count;) {
        size_t part = count - done < 1u << 20 ? count - done : 1u << 20;
        cmsDoTransform(transform, (const uint8_t *)in + done * in_pixel, (uint8_t *)out + done * out_pixel, (cmsUInt32Number)part);
        done += part;
    }
    cmsDeleteTransform(transform);
    return ATELIER_OK;
}
