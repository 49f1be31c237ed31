// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectrequest.h"

#include <QVector>
#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class NetworkGroup;
class Theme;
class TickBox;

/// First step of connecting: what the server speaks, where it is, who we are, and the way there. Enter moves
/// on from field to field and in the end submits.
class SignInStep final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInStep(const Theme &theme, QWidget *parent = nullptr);

    /// The agreement to plain http in @p network belongs to @p url and is forgotten when that is edited.
    void setUrl(const QString &url, const NetworkSettings &network);
    void setEmail(const QString &email);
    void setVendor(Vendor vendor);
    [[nodiscard]] Vendor vendor() const;
    [[nodiscard]] QString urlText() const;
    [[nodiscard]] QString email() const;
    /// Fills in what proves who we are, as the vendor wants it.
    void fill(ConnectRequest &request) const;
    [[nodiscard]] NetworkGroup &network() const { return *m_network; }
    /// As the group has it, with the agreement to plain http.
    [[nodiscard]] NetworkSettings networkSettings() const;
    /// Nothing secret stays in the fields.
    void clearSecrets();
    void focusFirstEmpty();

    /// Marks the first field that is wrong and returns the sentence; empty when all is well.
    [[nodiscard]] QString check();
    /// The same for the address alone.
    [[nodiscard]] QString checkAddress();

signals:
    void submitted();
    void browserRequested();
    void edited();

private:
    void askAboutPlainHttp();
    void markWrong(const QLineEdit *field);
    /// A field that only some vendors want, with its label.
    struct Row
    {
        Vendor vendor;
        QLabel *label;
        QLineEdit *field;
    };
    QLineEdit *addRow(QBoxLayout &column, Vendor vendor, const char *name, const QString &title);
    void showRows();
    /// Those that are asked for now, from the top.
    [[nodiscard]] QVector<QLineEdit *> fields() const;
    void goOnFrom(const QLineEdit *field);

    QComboBox *m_vendor;
    QVector<Row> m_rows;
    QLineEdit *m_url;
    TickBox *m_plainHttp;
    QPushButton *m_browser;
    QLineEdit *m_email;
    QLineEdit *m_password;
    QLineEdit *m_token;
    QLineEdit *m_streamKey;
    QLineEdit *m_project;
    QLineEdit *m_environment;
    QVector<std::pair<Vendor, QWidget *>> m_notes;
    NetworkGroup *m_network;
};

} // namespace signalbox
