// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/networkreply.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

class BrokenReply final : public QNetworkReply
{
public:
    BrokenReply(const QUrl &url, NetworkError code, const QString &words)
    {
        setUrl(url);
        setError(code, words);
    }
    void abort() override {}

protected:
    qint64 readData(char *, qint64) override { return -1; }
};

} // namespace

class TestNetworkReply final : public QObject
{
    Q_OBJECT

private slots:
    // A vendor's stream takes its key in the query, and errors are printed.
    void anErrorDoesNotRepeatTheQueryOfTheAddress_data()
    {
        QTest::addColumn<QUrl>("url");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("detail");
        const QUrl plain(u"https://flags.example/api/v1/sse?api_key=sk_secret"_s);
        const QUrl escaped(u"https://flags.example/api/v1/sse?api_key=sk_%2Bse%20cret"_s);
        QTest::newRow("as it is") << plain << u"Error transferring %1"_s.arg(plain.toString())
                                  << u"Error transferring https://flags.example/api/v1/sse?…"_s;
        QTest::newRow("decoded") << escaped << u"lost %1 (2)"_s.arg(escaped.toString())
                                 << u"lost https://flags.example/api/v1/sse?… (2)"_s;
        QTest::newRow("encoded") << escaped << u"lost %1"_s.arg(QString::fromLatin1(escaped.toEncoded()))
                                 << u"lost https://flags.example/api/v1/sse?…"_s;
        QTest::newRow("none") << QUrl(u"https://flags.example/"_s) << u"Host not found?"_s
                              << u"Host not found?"_s;
    }
    void anErrorDoesNotRepeatTheQueryOfTheAddress()
    {
        QFETCH(QUrl, url);
        QFETCH(QString, words);
        const BrokenReply reply(url, QNetworkReply::HostNotFoundError, words);
        const auto error = transportError(reply, {});
        QVERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Network);
        QTEST(error->detail, "detail");
    }
};

QTEST_GUILESS_MAIN(TestNetworkReply)
#include "tst_networkreply.moc"
