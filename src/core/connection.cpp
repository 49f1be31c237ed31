// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connection.h"

#include "core/choice.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

EnvironmentClass suggestedClass(const QString &environmentName, const QUrl &url)
{
    static const QRegularExpression production(u"prod|live"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression staging(u"stag|preprod|uat|qa"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression development(u"\\bdev|local|test|sandbox"_s,
                                                QRegularExpression::CaseInsensitiveOption);
    if (environmentName.contains(production) || url.host().contains(production))
        return EnvironmentClass::Production;
    if (environmentName.contains(staging))
        return EnvironmentClass::Staging;
    if (environmentName.contains(development))
        return EnvironmentClass::Development;
    return EnvironmentClass::Production;
}

QString word(EnvironmentClass environmentClass)
{
    switch (environmentClass) {
    case EnvironmentClass::Lab: return u"lab"_s;
    case EnvironmentClass::Development: return u"development"_s;
    case EnvironmentClass::Staging: return u"staging"_s;
    case EnvironmentClass::Production: return u"production"_s;
    }
    return {};
}

std::optional<EnvironmentClass> environmentClassFromWord(const QString &text)
{
    return choiceFromWord(text, [](EnvironmentClass candidate) { return word(candidate); },
                          {EnvironmentClass::Lab, EnvironmentClass::Development, EnvironmentClass::Staging,
                           EnvironmentClass::Production});
}

QString word(Vendor vendor)
{
    return vendorName(vendor).toLower();
}

std::optional<Vendor> vendorFromWord(const QString &text)
{
    return choiceFromWord(text, [](Vendor candidate) { return word(candidate); },
                          {Vendor::Togul, Vendor::FlagDash});
}

QString vendorName(Vendor vendor)
{
    switch (vendor) {
    case Vendor::Togul: return u"Togul"_s;
    case Vendor::FlagDash: return u"FlagDash"_s;
    }
    return {};
}

} // namespace signalbox
