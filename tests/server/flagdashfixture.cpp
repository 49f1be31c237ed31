// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/flagdashfixture.h"

#include "server/service/permissions.h"

using namespace Qt::StringLiterals;

namespace signalbox {

FlagDashFixture::FlagDashFixture(ServerOptions options)
{
    options.seed = Seed::Demo;
    options.demoPassword = u"secret"_s;
    options.passwordCost = PasswordCost::Minimal;
    server = std::make_unique<Server>(clock, options);
    port = server->start().value_or(0);
    probe = std::make_unique<HttpProbe>(server->url(), server->login()->token);
}

HttpProbe FlagDashFixture::probeWith(const QString &credential) const
{
    return HttpProbe(server->url(), credential);
}

QString FlagDashFixture::key(const QString &environment) const
{
    return server->key(environment, keyscope::everything());
}

QString FlagDashFixture::newKey(const QString &environment, const QString &scope)
{
    HttpProbe person = probeWith(sessionOf(u"demo@signalbox.example"_s));
    return person
        .send("POST", u"/api/v1/projects/"_s + projectId() + u"/api-keys",
              QJsonObject{{u"environment_id"_s, environmentId(environment)},
                          {u"name"_s, u"k"_s},
                          {u"scope"_s, scope}})
        .json()[u"secret"_s]
        .toString();
}

QString FlagDashFixture::sessionOf(const QString &email) const
{
    HttpProbe stranger(server->url());
    return stranger
        .send("POST", u"/api/v1/login"_s, QJsonObject{{u"username"_s, email}, {u"password"_s, u"secret"_s}})
        .json()[u"token"_s]
        .toString();
}

QString FlagDashFixture::path(const QString &flag, const QString &operation, const QString &environment)
{
    return u"/api/v1/manage/flags/%1/%2?project_id=%3&environment_id=%4"_s.arg(flag, operation, projectId(),
                                                                               environmentId(environment));
}

QString FlagDashFixture::path(const QString &flag)
{
    const QString place = flag.isEmpty() ? QString() : QString(u'/' + flag);
    return u"/api/v1/manage/flags"_s + place + u"?project_id="_s + projectId();
}

QString FlagDashFixture::placed(const QString &path, const QString &environment)
{
    return u"/api/v1/%1?project_id=%2&environment_id=%3"_s.arg(path, projectId(), environmentId(environment));
}

QJsonObject FlagDashFixture::flag(const QString &key)
{
    return probe->get(path(key)).json()[u"flag"_s].toObject();
}

QJsonObject FlagDashFixture::state(const QString &key, const QString &environment)
{
    const QJsonArray all = flag(key)[u"environments"_s].toArray();
    for (const QJsonValue &one : all) {
        if (one.toObject()[u"environment_id"_s] == environmentId(environment))
            return one.toObject();
    }
    return {};
}

} // namespace signalbox
